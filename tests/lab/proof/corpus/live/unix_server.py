"""accept() on a Unix socket whose name any process of the machine may connect to."""

# ends: never

import os
import socket

server = socket.socket(socket.AF_UNIX)
server.bind(f"\0accepts-{os.getpid()}")
server.listen()
server.accept()
