"""select() on pipes of its own and on a FIFO whose other end a stranger has open."""

# companions: holds_a_fifo

import os
import select
import sys

pipes = [os.pipe(), os.pipe()]
fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDONLY)
open(os.path.join(sys.argv[1], "ready"), "w").close()
select.select([fifo, *(reading for reading, _writing in pipes)], [], [])
