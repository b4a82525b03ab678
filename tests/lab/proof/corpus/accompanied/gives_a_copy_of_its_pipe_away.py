"""Reads a pipe whose write end it still has; but it has sent a copy of it to a stranger over a socket."""

# companions: has_received_a_descriptor, receives_a_descriptor_later

import array
import os
import socket
import sys

reading, writing = os.pipe()
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(os.path.join(sys.argv[1], "socket"))
    connection.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [writing]))])
open(os.path.join(sys.argv[1], "ready"), "w").close()
os.read(reading, 1)
