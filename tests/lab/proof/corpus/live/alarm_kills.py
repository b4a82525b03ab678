"""Waits for a lock that it holds itself, until the alarm kills it: SIGALRM does so if nobody handles it."""

# apart: with its like
# unless assumed: no alarm is set
# ends: killed SIGALRM

import signal
import threading

signal.setitimer(signal.ITIMER_REAL, 1.5)
lock = threading.Lock()
lock.acquire()
lock.acquire()
