"""Waits for a semaphore that lies in a file, which a stranger may map as well."""

# companions: has_mapped_the_file, has_opened_the_file, opens_the_file_later

import ctypes
import mmap
import os
import sys

with open(os.path.join(sys.argv[1], "semaphore"), "r+b") as file:
    memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)
semaphore = (ctypes.c_long * 4).from_buffer(memory)
open(os.path.join(sys.argv[1], "ready"), "w").close()
ctypes.CDLL(None).sem_wait(semaphore)
