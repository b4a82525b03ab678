"""Waits for a lock that it holds itself; a thread of faulthandler, unknown to Python, ends the process."""

# ends: exited 1

import faulthandler
import threading

faulthandler.dump_traceback_later(1.5, exit=True)
lock = threading.Lock()
lock.acquire()
lock.acquire()
