"""Parent and child wait for a semaphore in memory that they share, and that nobody else can map: it has no name."""

# stuck: 2 threads of 2 processes

import ctypes
import mmap
import os

libc = ctypes.CDLL(None)
memory = mmap.mmap(-1, mmap.PAGESIZE)
semaphore = (ctypes.c_long * 4).from_buffer(memory)
libc.sem_init(semaphore, 1, 0)
os.fork()
libc.sem_wait(semaphore)
