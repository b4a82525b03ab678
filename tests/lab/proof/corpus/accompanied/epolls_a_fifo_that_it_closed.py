"""An epoll still watches a FIFO whose descriptor is closed here and open in a child, which waits for the parent."""

# companions: holds_a_fifo

import os
import select
import sys

fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDONLY)
epoll = select.epoll()
epoll.register(fifo, select.EPOLLIN)
reading, writing = os.pipe()
if os.fork() == 0:
    os.close(writing)
    os.read(reading, 1)
    os._exit(0)
epoll.register(reading, select.EPOLLIN)
os.close(fifo)
open(os.path.join(sys.argv[1], "ready"), "w").close()
epoll.poll()
os.close(writing)
os.wait()
