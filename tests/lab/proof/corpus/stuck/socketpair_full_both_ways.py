"""Parent and child each send more than the sockets between them hold, before either receives."""

# stuck: 2 threads of 2 processes

import os
import socket

ours, theirs = socket.socketpair()
if os.fork() == 0:
    ours.close()
    theirs.sendall(bytes(1 << 22))
    os._exit(0)
theirs.close()
ours.sendall(bytes(1 << 22))
