"""Waits for a child that tries to take a lock for ten milliseconds at a time, for ever."""

# ends: never

import os
import threading

child = os.fork()
if child == 0:
    lock = threading.Lock()
    lock.acquire()
    while not lock.acquire(timeout=0.01):
        pass
    os._exit(0)
os.waitpid(child, 0)
