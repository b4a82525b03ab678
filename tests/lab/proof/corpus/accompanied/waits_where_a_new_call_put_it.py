"""Waits for a private futex, and is moved to a shared one in a file by futex_requeue(2), which Linux 6.7 brought.

Where the kernel does not move it, it waits for the shared one itself.
"""

# companions: wakes_a_futex_in_the_file
# unless assumed: when its wait began

import ctypes
import mmap
import os
import platform
import struct
import sys
import threading

FUTEX, REQUEUE, WAIT, WAKE, PRIVATE = {"x86_64": 202, "aarch64": 98}[platform.machine()], 456, 0, 1, 128
UNSIGNED_32 = 2
libc = ctypes.CDLL(None)
with open(os.path.join(sys.argv[1], "semaphore"), "r+b") as file:
    memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)
own, shared = ctypes.c_uint32(0), ctypes.c_uint32.from_buffer(memory)
words = struct.pack("=QQII", 0, ctypes.addressof(own), UNSIGNED_32 | PRIVATE, 0)
words += struct.pack("=QQII", 0, ctypes.addressof(shared), UNSIGNED_32, 0)
moved = []


def move():
    while not moved or moved[-1] == 0:
        moved.append(libc.syscall(REQUEUE, words, 0, 0, 1))
    while moved[-1] < 0 and libc.syscall(FUTEX, ctypes.byref(own), WAKE | PRIVATE, 1, None, None, 0) == 0:
        pass
    open(os.path.join(sys.argv[1], "ready"), "w").close()


threading.Thread(target=move).start()
assert libc.syscall(FUTEX, ctypes.byref(own), WAIT | PRIVATE, 0, None, None, 0) == 0
if moved[-1] < 0:
    libc.syscall(FUTEX, ctypes.byref(shared), WAIT, 0, None, None, 0)
