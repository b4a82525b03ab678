"""Waits for a record lock that a child holds while it sleeps."""

import fcntl
import os
import tempfile
import time

with tempfile.TemporaryFile() as file:
    ready, say_ready = os.pipe()
    if os.fork() == 0:
        fcntl.lockf(file, fcntl.LOCK_EX)
        os.write(say_ready, b"x")
        time.sleep(1.5)
        os._exit(0)
    os.read(ready, 1)
    fcntl.lockf(file, fcntl.LOCK_EX)
    os.wait()
