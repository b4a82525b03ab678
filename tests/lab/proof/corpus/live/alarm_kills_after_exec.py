"""Has set an alarm and become another program, which inherits it and waits for a lock that it holds itself."""

# apart: with its like
# unless assumed: no alarm is set
# ends: killed SIGALRM

import os
import signal
import sys

TAKE_TWICE = "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()"
signal.setitimer(signal.ITIMER_REAL, 1.5)
os.execv(sys.executable, [sys.executable, "-c", TAKE_TWICE])
