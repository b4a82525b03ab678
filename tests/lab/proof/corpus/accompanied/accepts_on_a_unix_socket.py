"""accept() on a Unix socket with a path that a stranger knows."""

# companions: connects

import os
import socket
import sys

server = socket.socket(socket.AF_UNIX)
server.bind(os.path.join(sys.argv[1], "own"))
server.listen()
open(os.path.join(sys.argv[1], "ready"), "w").close()
server.accept()
