"""Waits for a lock that it holds itself, after more output than any pipe or buffer holds."""

# stuck: 1 thread of 1 process

import threading

for number in range(100000):
    print("line", number)
print("the last line", flush=True)
lock = threading.Lock()
lock.acquire()
lock.acquire()
