"""A semaphore said to be shared between processes lies in private memory: only this process could post it."""

# stuck: 1 thread of 1 process

import ctypes

libc = ctypes.CDLL(None)
semaphore = (ctypes.c_long * 4)()
libc.sem_init(semaphore, 1, 0)
libc.sem_wait(semaphore)
