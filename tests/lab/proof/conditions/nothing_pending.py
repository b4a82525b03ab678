"""Waits for a lock that nobody releases, and has an alarm set that breaks the wait."""

import signal
import sys
import threading


def leave(number, frame):
    sys.exit(0)


signal.signal(signal.SIGALRM, leave)
signal.setitimer(signal.ITIMER_REAL, 4)
lock = threading.Lock()
lock.acquire()
print("waiting", flush=True)
lock.acquire()
