"""epoll_wait() without a time limit on another epoll's descriptor, which has a timer's in it."""

import ctypes
import select

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
inner, outer = select.epoll(), select.epoll()
inner.register(timer, select.EPOLLIN)
outer.register(inner.fileno(), select.EPOLLIN)
assert outer.poll() == [(inner.fileno(), select.EPOLLIN)]
