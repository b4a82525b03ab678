"""Waits for a lock that it holds itself, for centuries: long, and not for ever."""

# ends: never

import threading

lock = threading.Lock()
lock.acquire()
lock.acquire(timeout=threading.TIMEOUT_MAX)
