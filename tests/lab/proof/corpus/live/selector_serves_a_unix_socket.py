"""A selector without a time limit on a pipe that nobody writes and on a Unix socket that anybody may connect to."""

# ends: never

import os
import selectors
import socket

server = socket.socket(socket.AF_UNIX)
server.bind(f"\0selects-{os.getpid()}")
server.listen()
reading, _writing = os.pipe()
selector = selectors.DefaultSelector()
selector.register(reading, selectors.EVENT_READ)
selector.register(server, selectors.EVENT_READ)
selector.select()
