"""Waits for a lock that it holds itself, under a name that looks like the fields which follow it in /proc."""

# stuck: 1 thread of 1 process

import ctypes
import threading

PR_SET_NAME = 15
ctypes.CDLL(None).prctl(PR_SET_NAME, b") R 1 (\nState:R", 0, 0, 0)
lock = threading.Lock()
lock.acquire()
lock.acquire()
