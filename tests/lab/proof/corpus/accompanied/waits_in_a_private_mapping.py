"""Waits for a futex in a file that it has mapped privately, but for reading only: so strangers share the futex."""

# companions: wakes_a_futex_in_the_file

import ctypes
import mmap
import os
import platform
import sys

FUTEX, FUTEX_WAIT = {"x86_64": 202, "aarch64": 98}[platform.machine()], 0
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
file = os.open(os.path.join(sys.argv[1], "semaphore"), os.O_RDONLY)
address = libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_PRIVATE, file, 0)
open(os.path.join(sys.argv[1], "ready"), "w").close()
assert libc.syscall(FUTEX, ctypes.c_void_p(address), FUTEX_WAIT, 0, None, None, 0) == 0
