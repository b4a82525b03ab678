"""An epoll still watches a timer whose descriptor's number now means another epoll, with only a quiet pipe in it."""

import ctypes
import os
import select

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
epoll, other = select.epoll(), select.epoll()
reading, _writing = os.pipe()
epoll.register(timer, select.EPOLLIN)
other.register(reading, select.EPOLLIN)
kept = os.dup(timer)
os.dup2(other.fileno(), timer)
epoll.poll()
