"""Reads a FIFO that nobody but this process has open; but it has a name, and a stranger may open it."""

# companions: holds_a_fifo, opens_a_fifo

import os
import sys

fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDWR)
open(os.path.join(sys.argv[1], "ready"), "w").close()
os.read(fifo, 1)
