"""Waits for a file lock that a child holds while it sleeps."""

import fcntl
import os
import tempfile
import time

with tempfile.NamedTemporaryFile() as file:
    ready, say_ready = os.pipe()
    if os.fork() == 0:
        own = os.open(file.name, os.O_RDWR)
        fcntl.flock(own, fcntl.LOCK_EX)
        os.write(say_ready, b"x")
        time.sleep(1.5)
        os._exit(0)
    os.read(ready, 1)
    fcntl.flock(file, fcntl.LOCK_EX)
    os.wait()
