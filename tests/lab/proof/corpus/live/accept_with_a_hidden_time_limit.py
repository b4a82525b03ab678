"""accept() on a Unix socket of the program's own, which SO_RCVTIMEO limits; no argument of the call shows it."""

import os
import socket
import struct
import tempfile

with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
    path = os.path.join(folder, "socket")
    server.bind(path)
    os.chmod(path, 0o600)
    server.listen()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 1, 500_000))
    try:
        server.accept()
    except BlockingIOError:
        pass
    else:
        raise AssertionError("a client from nowhere")
