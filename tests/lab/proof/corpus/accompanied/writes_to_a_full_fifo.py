"""Writes more to a FIFO than it holds, and a stranger has the other end and does not read yet."""

# companions: reads_a_fifo

import os
import sys

fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_WRONLY)
open(os.path.join(sys.argv[1], "ready"), "w").close()
os.write(fifo, bytes(1 << 17))
