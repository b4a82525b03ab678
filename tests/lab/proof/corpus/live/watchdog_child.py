"""Waits for a lock that it holds itself, until a child that slept kills it."""

# stuck in part: 1 thread of 1 process
# ends: killed SIGKILL

import os
import signal
import threading
import time

if os.fork() == 0:
    time.sleep(1.5)
    os.kill(os.getppid(), signal.SIGKILL)
    os._exit(0)
lock = threading.Lock()
lock.acquire()
lock.acquire()
