"""An epoll set watches a timer and an eventfd, and the eventfd has the timer's number by now."""

import ctypes
import os
import select

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer, event = libc.timerfd_create(CLOCK_MONOTONIC, 0), libc.eventfd(0, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
epoll = select.epoll()
epoll.register(timer, select.EPOLLIN)
kept = os.dup(timer)
os.dup2(event, timer)
epoll.register(timer, select.EPOLLIN)
epoll.poll()
