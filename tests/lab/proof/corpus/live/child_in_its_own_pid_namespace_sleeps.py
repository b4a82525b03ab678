"""Waits for a child that sleeps in a PID namespace of its own, where the system allows one."""

import ctypes
import os
import time

CLONE_NEWPID = 0x20000000
ctypes.CDLL(None).unshare(CLONE_NEWPID)
child = os.fork()
if child == 0:
    time.sleep(1.5)
    os._exit(0)
os.waitpid(child, 0)
