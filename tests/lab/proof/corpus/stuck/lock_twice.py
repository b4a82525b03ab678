"""The only thread waits for a lock that it holds itself."""

# stuck: 1 thread of 1 process

import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
