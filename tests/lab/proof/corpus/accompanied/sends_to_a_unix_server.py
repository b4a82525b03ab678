"""Sends more over a Unix socket than it holds, to a stranger who does not receive yet."""

# companions: has_accepted, accepts_later

import os
import socket
import sys

connection = socket.socket(socket.AF_UNIX)
connection.connect(os.path.join(sys.argv[1], "socket"))
open(os.path.join(sys.argv[1], "ready"), "w").close()
connection.sendall(bytes(1 << 21))
