"""accept() on a Unix socket in a folder of its own; but by a second name a stranger may connect to it."""

# companions: connects

import os
import socket
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
    path = os.path.join(folder, "socket")
    server.bind(path)
    os.chmod(path, 0o600)
    os.link(path, os.path.join(sys.argv[1], "own"))
    server.listen()
    open(os.path.join(sys.argv[1], "ready"), "w").close()
    server.accept()
