"""recv() on a socket pair blocks; that SO_RCVTIMEO limits it is not among the arguments of the call."""

import socket
import struct

one, _other = socket.socketpair()
one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 1, 500_000))
try:
    one.recv(1)
except BlockingIOError:
    pass
else:
    raise AssertionError("a byte from nowhere")
