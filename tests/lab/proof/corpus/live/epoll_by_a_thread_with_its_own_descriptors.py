"""A thread with descriptors of its own waits for its timer by epoll_wait(); those of the first thread are others."""

import ctypes
import os
import select
import threading

CLONE_FILES = 0x400
CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)


def wait_for_a_timer():
    assert libc.unshare(CLONE_FILES) == 0
    timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
    libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
    epoll = select.epoll()
    epoll.register(timer, select.EPOLLIN)
    os._exit(0 if epoll.poll() == [(timer, select.EPOLLIN)] else 1)


thread = threading.Thread(target=wait_for_a_timer)
thread.start()
thread.join()
