"""Waits for a lock that nobody releases, and gives up after a while."""
import threading

lock = threading.Lock()
lock.acquire()
print("waiting", flush=True)
lock.acquire(timeout=1.5)
