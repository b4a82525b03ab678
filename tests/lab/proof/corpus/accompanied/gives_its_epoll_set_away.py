"""Waits in an epoll set for a pipe that is its own, and another process has the set as well, but not the pipe."""

# companions: adds_to_the_set_it_received

import array
import os
import select
import socket
import sys

reading, writing = os.pipe()
epoll = select.epoll()
epoll.register(reading, select.EPOLLIN)
with socket.socket(socket.AF_UNIX) as client:
    client.connect(os.path.join(sys.argv[1], "socket"))
    client.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [epoll.fileno()]))])
open(os.path.join(sys.argv[1], "ready"), "w").close()
epoll.poll()
