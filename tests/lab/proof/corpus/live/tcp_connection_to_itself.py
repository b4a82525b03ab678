"""recv() on a TCP connection whose both ends this process holds: the kernel may still end it by its own timers."""

# ends: never

import socket

server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
connection, _address = server.accept()
connection.recv(1)
