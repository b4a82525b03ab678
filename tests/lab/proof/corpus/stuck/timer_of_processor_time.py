"""A timer counts the processor time of a process that uses none any more: it waits for a lock that it holds itself."""

# stuck: 1 thread of 1 process

import signal
import threading

signal.setitimer(signal.ITIMER_VIRTUAL, 10)
lock = threading.Lock()
lock.acquire()
lock.acquire()
