"""Two processes pass a byte to and fro over one pair of sockets."""

# busy: 2

import os
import socket
import time

ours, theirs = socket.socketpair()
child = os.fork()
if child == 0:
    ours.close()
    while theirs.recv(1):
        theirs.send(b"x")
    os._exit(0)
theirs.close()
end = time.monotonic() + 1
while time.monotonic() < end:
    ours.send(b"x")
    ours.recv(1)
ours.close()
os.waitpid(child, 0)
