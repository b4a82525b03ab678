"""Three processes in a ring of socket pairs, and each waits for the one before it to send."""

# stuck: 3 threads of 3 processes

import os
import socket

pairs = [socket.socketpair() for _ in range(3)]
number = 0
for other in (1, 2):
    if os.fork() == 0:
        number = other
        break
token = pairs[number][0].recv(1)
pairs[(number + 1) % 3][1].send(token)
