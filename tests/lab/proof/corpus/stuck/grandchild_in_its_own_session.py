"""The first process reads a pipe whose write end a daemon in its own session holds; the daemon waits for itself."""

# stuck: 2 threads of 2 processes

import os
import threading

reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        lock = threading.Lock()
        lock.acquire()
        lock.acquire()
    os._exit(0)
os.wait()
os.close(writing)
os.read(reading, 1)
