"""recv() by a thread with descriptors of its own: its socket has a time limit; what the others call so has none."""

# unless assumed: SO_RCVTIMEO

import ctypes
import os
import socket
import struct
import threading

CLONE_FILES = 0x400
endless, _other = socket.socketpair()
limited, _limited_other = socket.socketpair()
limited.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 1, 500_000))


def receive():
    assert ctypes.CDLL(None).unshare(CLONE_FILES) == 0
    os.dup2(limited.fileno(), endless.fileno())
    try:
        endless.recv(1)
    except BlockingIOError:
        os._exit(0)


thread = threading.Thread(target=receive)
thread.start()
thread.join()
os._exit(1)
