"""recv() on a socket to the kernel, which announces changes of network interfaces; no process holds its other end."""

# ends: never

import socket

RTMGRP_LINK = 1
news = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
news.bind((0, RTMGRP_LINK))
news.recv(1 << 12)
