"""Reads a FIFO that it has made in a folder of its own; but by a second name a stranger may open it."""

# companions: opens_their_fifo

import os
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    os.link(path, os.path.join(sys.argv[1], "fifo"))
    fifo = os.open(path, os.O_RDWR)
    open(os.path.join(sys.argv[1], "ready"), "w").close()
    os.read(fifo, 1)
