"""Waits for a semaphore in shared memory without a name, which a child posts after a sleep."""

import ctypes
import mmap
import os
import time

libc = ctypes.CDLL(None)
memory = mmap.mmap(-1, mmap.PAGESIZE)
semaphore = (ctypes.c_long * 4).from_buffer(memory)
libc.sem_init(semaphore, 1, 0)
if os.fork() == 0:
    time.sleep(1.5)
    libc.sem_post(semaphore)
    os._exit(0)
libc.sem_wait(semaphore)
os.wait()
