"""Waits for a lock that it holds itself, but not for ever."""

import threading

lock = threading.Lock()
lock.acquire()
assert not lock.acquire(timeout=1.5)
