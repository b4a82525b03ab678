"""The first thread has ended without the process, and the other one reads a pipe whose only writer it is itself."""

# stuck: 1 thread of 1 process

import ctypes
import os
import platform
import threading

EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]  # of the calling thread alone
reading, _writing = os.pipe()
threading.Thread(target=os.read, args=(reading, 1)).start()
ctypes.CDLL(None).syscall(EXIT, 0)
