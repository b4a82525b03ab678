"""Reads a FIFO whose other end a stranger has open."""

# companions: holds_a_fifo

import os
import sys

fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDONLY)
open(os.path.join(sys.argv[1], "ready"), "w").close()
os.read(fifo, 1)
