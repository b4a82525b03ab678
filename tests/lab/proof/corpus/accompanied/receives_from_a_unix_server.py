"""Receives over a Unix socket from a stranger, who has not said anything yet."""

# companions: has_accepted, accepts_later

import os
import socket
import sys

connection = socket.socket(socket.AF_UNIX)
connection.connect(os.path.join(sys.argv[1], "socket"))
open(os.path.join(sys.argv[1], "ready"), "w").close()
connection.recv(1)
