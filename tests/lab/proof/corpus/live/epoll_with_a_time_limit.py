"""epoll_wait() on a pipe that nobody writes, with a time limit."""

import os
import select

reading, _writing = os.pipe()
epoll = select.epoll()
epoll.register(reading, select.EPOLLIN)
assert epoll.poll(1.5) == []
