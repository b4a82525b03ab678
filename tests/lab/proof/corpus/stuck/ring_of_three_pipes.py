"""Three processes in a ring, and each waits for the one before it to hand something on."""

# stuck: 3 threads of 3 processes

import os

pipes = [os.pipe() for _ in range(3)]
number = 0
for other in (1, 2):
    if os.fork() == 0:
        number = other
        break
mine, following = pipes[number], pipes[(number + 1) % 3]
for reading, writing in pipes:
    if reading != mine[0]:
        os.close(reading)
    if writing != following[1]:
        os.close(writing)
token = os.read(mine[0], 1)
os.write(following[1], token)
