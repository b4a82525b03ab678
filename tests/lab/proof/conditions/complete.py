"""Waits for a lock that nobody here releases; but a child, in a session of its own, will send it a signal."""
import os
import signal
import sys
import threading
import time


def leave(number, frame):
    sys.exit(0)


signal.signal(signal.SIGUSR1, leave)
stuck = os.getpid()
lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    os.setsid()
    time.sleep(1.5)
    os.kill(stuck, signal.SIGUSR1)
    os._exit(0)
print("waiting", flush=True)
lock.acquire()
