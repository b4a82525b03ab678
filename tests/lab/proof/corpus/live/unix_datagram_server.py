"""recv() on a Unix datagram socket whose name any process of the machine may send to."""

# ends: never

import os
import socket

server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(f"\0receives-{os.getpid()}")
server.recv(1)
