"""Waits for an eventfd that another process has as well."""

# companions: signals_the_eventfd_it_received

import array
import ctypes
import os
import socket
import sys

event = ctypes.CDLL(None).eventfd(0, 0)
with socket.socket(socket.AF_UNIX) as client:
    client.connect(os.path.join(sys.argv[1], "socket"))
    client.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [event]))])
open(os.path.join(sys.argv[1], "ready"), "w").close()
os.read(event, 8)
