"""recv() on one of a pair of datagram sockets; the other end is in its own hands, but it has also bound a path.

A stranger who knows the path can send to it as well: on Linux a connected datagram socket takes only what its peer
sends, but an unconnected one, as here, takes everything.
"""

# companions: sends_a_datagram

import os
import socket
import sys

server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(os.path.join(sys.argv[1], "own"))
client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
client.connect(os.path.join(sys.argv[1], "own"))
open(os.path.join(sys.argv[1], "ready"), "w").close()
server.recv(1)
