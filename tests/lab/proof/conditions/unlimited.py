"""Waits for a lock that nobody releases, and gives up after a while; with an argument, it never does."""

import sys
import threading

lock = threading.Lock()
lock.acquire()
print("waiting", flush=True)
lock.acquire(timeout=-1 if sys.argv[1:] else 4)
