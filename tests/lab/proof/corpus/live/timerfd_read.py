"""Reads a timer's descriptor, which blocks until the timer goes off."""

import ctypes
import os

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
assert len(os.read(timer, 8)) == 8
