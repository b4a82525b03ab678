"""poll() on pipes of its own and on a FIFO whose other end a stranger has open."""

# companions: holds_a_fifo

import os
import select
import sys

pipes = [os.pipe(), os.pipe()]
fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDONLY)
poll = select.poll()
for reading in (pipes[0][0], fifo, pipes[1][0]):
    poll.register(reading, select.POLLIN)
open(os.path.join(sys.argv[1], "ready"), "w").close()
poll.poll()
