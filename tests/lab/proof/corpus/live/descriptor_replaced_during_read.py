"""A thread reads a timer's descriptor; another one has put a quiet pipe in its place since, which changes nothing."""

# unless assumed: descriptor

import ctypes
import os
import threading
import time

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 2, 0), None)
reading, _writing = os.pipe()
thread = threading.Thread(target=os.read, args=(timer, 8))
thread.start()
time.sleep(0.5)
os.dup2(reading, timer)
thread.join()
