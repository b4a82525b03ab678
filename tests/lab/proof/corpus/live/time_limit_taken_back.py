"""recv() began with a time limit of the socket's; another thread has set it to none since, which changes nothing."""

# unless assumed: time limit

import socket
import struct
import threading
import time

one, _other = socket.socketpair()
one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 2, 0))


def receive():
    try:
        one.recv(1)
    except BlockingIOError:
        pass


thread = threading.Thread(target=receive)
thread.start()
time.sleep(0.5)
one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 0))
thread.join()
