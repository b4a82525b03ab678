"""A thread waits for a timer in an epoll set; another one has put a quiet pipe in the set's place since."""

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
reading, _writing = os.pipe()
thread = threading.Thread(target=epoll.poll)
thread.start()
time.sleep(0.5)
os.dup2(reading, epoll.fileno())
thread.join()
