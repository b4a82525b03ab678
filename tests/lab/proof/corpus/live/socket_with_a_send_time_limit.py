"""send() on a full socket pair blocks; that SO_SNDTIMEO limits it is not among the arguments of the call."""

import socket
import struct

one, _other = socket.socketpair()
one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 0, 750_000))
try:
    one.sendall(bytes(1 << 22))
except BlockingIOError:
    pass
else:
    raise AssertionError("a socket without end")
