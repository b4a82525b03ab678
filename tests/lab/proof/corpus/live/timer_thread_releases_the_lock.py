"""Waits for a lock that it holds itself, until a Timer releases it."""

import threading

lock = threading.Lock()
lock.acquire()
threading.Timer(1.5, lock.release).start()
lock.acquire()
