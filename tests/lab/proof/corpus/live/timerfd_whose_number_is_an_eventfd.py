"""An epoll still watches a timer whose descriptor's number now means an eventfd, which has the same inode."""

import ctypes
import os
import select

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
quiet = libc.eventfd(0, 0)
epoll = select.epoll()
epoll.register(timer, select.EPOLLIN)
kept = os.dup(timer)
os.dup2(quiet, timer)
epoll.poll()
