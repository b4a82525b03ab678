"""recv() on the loopback interface, from a child that sleeps before it sends."""

import os
import socket
import time

server = socket.create_server(("127.0.0.1", 0))
if os.fork() == 0:
    with socket.create_connection(server.getsockname()) as connection:
        time.sleep(1.5)
        connection.send(b"x")
    os._exit(0)
connection, _address = server.accept()
assert connection.recv(1) == b"x"
os.wait()
