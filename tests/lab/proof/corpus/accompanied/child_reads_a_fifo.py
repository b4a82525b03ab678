"""Waits for a child, beside a thread that waits for a lock; the child reads a FIFO that a stranger has open."""

# companions: holds_a_fifo

import os
import sys
import threading

lock = threading.Lock()
lock.acquire()
child = os.fork()
if child == 0:
    fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDONLY)
    open(os.path.join(sys.argv[1], "ready"), "w").close()
    os.read(fifo, 1)
    os._exit(0)
threading.Thread(target=lock.acquire).start()
os.waitpid(child, 0)
lock.release()
