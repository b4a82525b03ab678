"""An epoll still watches a timer whose descriptor's number now means a quiet FIFO with the same inode number.

File systems number their inodes independently. Where this one is past the timer's number, another FIFO does as well.
"""

import ctypes
import os
import select
import tempfile

CLOCK_MONOTONIC = 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
wanted = os.fstat(timer).st_ino
with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
    for number in range(5000):
        path = os.path.join(folder, str(number))
        os.mkfifo(path)
        if os.stat(path).st_ino >= wanted:
            break
    fifo = os.open(path, os.O_RDWR)
epoll = select.epoll()
epoll.register(timer, select.EPOLLIN)
kept = os.dup(timer)
os.dup2(fifo, timer)
epoll.poll()
