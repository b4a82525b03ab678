"""Three processes in a ring of pipes pass a token on: two of them are always asleep, and often all three."""

# busy: 2

import os
import time

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
if number == 0:
    end = time.monotonic() + 1
    while time.monotonic() < end:
        os.write(following[1], b"x")
        os.read(mine[0], 1)
    os.close(following[1])
    os.wait()
    os.wait()
else:
    while os.read(mine[0], 1):
        os.write(following[1], b"x")
