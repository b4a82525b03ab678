"""The first thread has ended without the process; the other one waits by epoll_wait() for a timer's descriptor."""

import ctypes
import os
import platform
import select
import threading

CLOCK_MONOTONIC = 1
EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]  # of the calling thread alone
libc = ctypes.CDLL(None)


def wait_for_a_timer():
    timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
    libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
    epoll = select.epoll()
    epoll.register(timer, select.EPOLLIN)
    os._exit(0 if epoll.poll() == [(timer, select.EPOLLIN)] else 1)


threading.Thread(target=wait_for_a_timer).start()
libc.syscall(EXIT, 1)
