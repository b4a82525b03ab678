"""epoll_wait() without a time limit on a pipe and a socket pair whose other ends only the waiting process holds."""

# stuck: 1 thread of 1 process

import os
import select
import socket

reading, _writing = os.pipe()
one, _other = socket.socketpair()
epoll = select.epoll()
epoll.register(reading, select.EPOLLIN)
epoll.register(one.fileno(), select.EPOLLIN)
epoll.poll()
