"""Waits for a child that sleeps and has made itself unreadable for other processes of its user."""

import ctypes
import os
import time

PR_SET_DUMPABLE = 4
child = os.fork()
if child == 0:
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    time.sleep(1.5)
    os._exit(0)
os.waitpid(child, 0)
