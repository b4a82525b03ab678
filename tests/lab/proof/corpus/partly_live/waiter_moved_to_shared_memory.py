# A thread that has ended has moved the waiter to a word in shared memory, by which the parent wakes it: futex(2).
import ctypes
import mmap
import os
import platform
import threading
import time

FUTEX = {"x86_64": 202, "aarch64": 98}[platform.machine()]
WAIT, WAKE, REQUEUE = 0, 1, 3
libc = ctypes.CDLL(None, use_errno=True)
memory = mmap.mmap(-1, mmap.PAGESIZE)
shared = ctypes.c_uint32.from_buffer(memory)
if os.fork() == 0:
    own = ctypes.c_uint32(0)

    def move():
        while libc.syscall(FUTEX, ctypes.byref(own), REQUEUE, 0, ctypes.c_long(1), ctypes.byref(shared), 0) < 1:
            pass

    threading.Thread(target=move).start()
    libc.syscall(FUTEX, ctypes.byref(own), WAIT, 0, None, None, 0)
    os._exit(0)
time.sleep(2.5)
libc.syscall(FUTEX, ctypes.byref(shared), WAKE, 1, None, None, 0)
os.wait()
