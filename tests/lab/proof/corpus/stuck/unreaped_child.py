"""Waits for a lock that it holds itself, beside a child that has ended and that nobody has waited for."""

# stuck: 1 thread of 1 process

import os
import threading

child = os.fork()
if child == 0:
    os._exit(0)
os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
lock = threading.Lock()
lock.acquire()
lock.acquire()
