"""Reads a pipe whose write end only a daemon in a session of its own holds; the daemon sleeps and ends."""

import os
import time

reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1.5)
    os._exit(0)
os.wait()
os.close(writing)
assert os.read(reading, 1) == b""
