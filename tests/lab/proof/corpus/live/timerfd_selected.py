"""select() without a time limit on a pipe that nobody writes and on a timer's descriptor with a greater number."""

import ctypes
import os
import select

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
reading, _writing = os.pipe()
far = os.dup2(timer, 200)
os.close(timer)
assert select.select([reading, far], [], []) == ([far], [], [])
