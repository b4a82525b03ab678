"""An alarm is set, but SIGALRM is ignored: it cannot end the wait for a lock that the process holds itself."""

# apart: with its like
# stuck: 1 thread of 1 process

import signal
import threading

signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 0.3)
lock = threading.Lock()
lock.acquire()
lock.acquire()
