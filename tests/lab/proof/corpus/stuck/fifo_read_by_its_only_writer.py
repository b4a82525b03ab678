"""A process has opened a FIFO for reading and writing and reads it; the name is gone, so nobody else can open it."""

# stuck: 1 thread of 1 process

import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    fifo = os.open(path, os.O_RDWR)
os.read(fifo, 1)
