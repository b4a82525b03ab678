"""One process after another forks its successor and ends; the first waits for the end of a pipe that all inherit."""

# busy: 1

import os
import time

reading, writing = os.pipe()
if os.fork() == 0:
    end = time.monotonic() + 1
    while time.monotonic() < end:
        if os.fork():
            os._exit(0)
    os._exit(0)
os.close(writing)
assert os.read(reading, 1) == b""
