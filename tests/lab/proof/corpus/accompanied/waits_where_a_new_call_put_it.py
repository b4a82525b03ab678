"""Waits for a private futex, and is moved to a shared one in a file by futex_requeue(2), which Linux 6.7 brought.

Later versions move it only to a private one; then it is not moved, and stuck.
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
import time

FUTEX, FUTEX_REQUEUE, WAIT, PRIVATE = {"x86_64": 202, "aarch64": 98}[platform.machine()], 456, 0, 128
UNSIGNED_32 = 2
libc = ctypes.CDLL(None, use_errno=True)
with open(os.path.join(sys.argv[1], "semaphore"), "r+b") as file:
    memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)
own, shared = ctypes.c_uint32(0), ctypes.c_uint32.from_buffer(memory)
places = struct.pack(
    "=QQIIQQII", 0, ctypes.addressof(own), UNSIGNED_32 | PRIVATE, 0, 0, ctypes.addressof(shared), UNSIGNED_32, 0
)


def move():
    moved = 0
    while moved == 0:
        moved = libc.syscall(FUTEX_REQUEUE, places, 0, 0, 1)
    open(os.path.join(sys.argv[1], "ready"), "w").close()
    if moved < 0:
        os._exit(0)


threading.Thread(target=move).start()
assert libc.syscall(FUTEX, ctypes.byref(own), WAIT | PRIVATE, 0, None, None, 0) == 0
