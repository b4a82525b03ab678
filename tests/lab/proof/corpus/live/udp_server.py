"""recv() on an UDP socket, to which any process of the machine may send."""

# ends: never

import socket

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
server.recv(1)
