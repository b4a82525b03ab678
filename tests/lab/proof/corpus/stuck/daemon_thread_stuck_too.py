"""A daemon thread waits for the lock that the first thread waits for a second time."""

# stuck: 2 threads of 1 process

import threading

lock = threading.Lock()
lock.acquire()
threading.Thread(target=lock.acquire, daemon=True).start()
lock.acquire()
