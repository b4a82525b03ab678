"""Reads a pipe whose write end only a process that is no child holds: clone() made it a child of this one's parent."""

import ctypes
import os
import platform
import signal
import time

CLONE, CLONE_PARENT = {"x86_64": 56, "aarch64": 220}[platform.machine()], 0x8000
reading, writing = os.pipe()
sibling = ctypes.PyDLL(None).syscall(CLONE, CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0)
assert sibling >= 0
if sibling == 0:
    time.sleep(1.5)
    os._exit(0)
os.close(writing)
assert os.read(reading, 1) == b""
