"""accept() on the loopback interface, where any process of the machine may connect."""

# ends: never

import socket

socket.create_server(("127.0.0.1", 0)).accept()
