"""The first thread has ended without the process, and the other one waits for a lock that it holds itself."""

# stuck: 1 thread of 1 process

import ctypes
import platform
import threading

lock = threading.Lock()


def take_twice():
    lock.acquire()
    lock.acquire()


threading.Thread(target=take_twice).start()
EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]  # of the calling thread alone
ctypes.CDLL(None).syscall(EXIT, 0)
