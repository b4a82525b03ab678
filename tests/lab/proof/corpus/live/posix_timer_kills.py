"""Waits for a lock that it holds itself, until a POSIX timer sends SIGTERM, which nobody handles."""

# ends: killed SIGTERM

import ctypes
import signal
import threading

CLOCK_MONOTONIC, SIGEV_SIGNAL = 1, 0
libc = ctypes.CDLL(None)
event = (ctypes.c_int * 16)(0, 0, signal.SIGTERM, SIGEV_SIGNAL)
timer = ctypes.c_void_p()
assert libc.timer_create(CLOCK_MONOTONIC, event, ctypes.byref(timer)) == 0
assert libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None) == 0
lock = threading.Lock()
lock.acquire()
lock.acquire()
