"""The handler of an interval timer raises, and so ends the wait for a lock that the process holds itself."""

# apart: with its like

import contextlib
import signal
import threading


class Enough(Exception):
    pass


def stop(_number, _frame):
    raise Enough


signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 1.5)
lock = threading.Lock()
lock.acquire()
with contextlib.suppress(Enough):
    lock.acquire()
