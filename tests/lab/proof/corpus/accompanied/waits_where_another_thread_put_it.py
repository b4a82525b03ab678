"""Waits for a futex in its own memory, and is moved to one in a file while it sleeps, which /proc does not show."""

# companions: wakes_a_futex_in_the_file
# unless assumed: when its wait began

import ctypes
import mmap
import os
import platform
import sys
import threading

FUTEX, FUTEX_WAIT, FUTEX_REQUEUE = {"x86_64": 202, "aarch64": 98}[platform.machine()], 0, 3
libc = ctypes.CDLL(None)
with open(os.path.join(sys.argv[1], "semaphore"), "r+b") as file:
    memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)
own, shared = (ctypes.c_int * 1)(), (ctypes.c_int * 1).from_buffer(memory)


def move():
    while libc.syscall(FUTEX, own, FUTEX_REQUEUE, 0, ctypes.c_long(1), shared, 0) == 0:
        pass
    open(os.path.join(sys.argv[1], "ready"), "w").close()


threading.Thread(target=move).start()
assert libc.syscall(FUTEX, own, FUTEX_WAIT, 0, None, None, 0) == 0
