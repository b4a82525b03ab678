"""A service reads commands from a FIFO that it holds open in both directions, so that it never sees an end."""

# ends: never

import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "commands")
    os.mkfifo(path)
    os.read(os.open(path, os.O_RDWR), 100)
