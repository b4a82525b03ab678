"""A thread waits for a timer in an epoll set; another one has put a set with nothing in it in its place since."""

# unless assumed: descriptor

import ctypes
import os
import select
import threading
import time

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 2, 0), None)
epoll = select.epoll()
epoll.register(timer, select.EPOLLIN)
thread = threading.Thread(target=epoll.poll)
thread.start()
time.sleep(0.5)
empty = select.epoll()
os.dup2(empty.fileno(), epoll.fileno())
thread.join()
