"""The parent blocks in read() on a socket pair, and the child had limited its receiving: the limit is the socket's."""

import os
import socket
import struct

one, _other = socket.socketpair()
child = os.fork()
if child == 0:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 1, 500_000))
    os._exit(0)
os.waitpid(child, 0)
try:
    os.read(one.fileno(), 1)
except BlockingIOError:
    pass
else:
    raise AssertionError("a byte from nowhere")
