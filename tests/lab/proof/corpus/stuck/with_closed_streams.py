"""Waits for a lock that it holds itself, with standard input, output and error closed."""

# stuck: 1 thread of 1 process

import os
import threading

for descriptor in (0, 1, 2):
    os.close(descriptor)
lock = threading.Lock()
lock.acquire()
lock.acquire()
