"""Waits in its own memory for a lock whose word names an outside process as its owner; the kernel passes it on.

A lock with priority inheritance passes to a waiter when its owner ends, even one that has never had it mapped; futex(2)
under FUTEX_LOCK_PI. In a PID namespace of its own the program cannot name the owner, and looks for it now and then.
"""

# companions: owns_a_lock

import ctypes
import os
import platform
import sys
import time

FUTEX, LOCK_PI = {"x86_64": 202, "aarch64": 98}[platform.machine()], 6
libc = ctypes.CDLL(None, use_errno=True)
with open(os.path.join(sys.argv[1], "owner")) as file:
    word = ctypes.c_uint32(int(file.read()))
open(os.path.join(sys.argv[1], "ready"), "w").close()
if libc.syscall(FUTEX, ctypes.byref(word), LOCK_PI, 0, None, None, 0) != 0:
    while not os.path.exists(os.path.join(sys.argv[1], "gone")):
        time.sleep(0.05)
