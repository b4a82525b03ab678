"""open() of a FIFO waits for its other end, which a stranger may open."""

# companions: opens_a_fifo

import os
import sys

open(os.path.join(sys.argv[1], "ready"), "w").close()
os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDONLY)
