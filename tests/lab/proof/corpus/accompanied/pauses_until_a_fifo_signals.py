"""Pauses; the kernel will send SIGIO when a stranger writes to a FIFO, which nobody is seen to wait for."""

# companions: holds_a_fifo

import fcntl
import os
import signal
import sys

signal.signal(signal.SIGIO, lambda *_: None)
fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDONLY)
fcntl.fcntl(fifo, fcntl.F_SETOWN, os.getpid())
fcntl.fcntl(fifo, fcntl.F_SETFL, os.O_ASYNC)
open(os.path.join(sys.argv[1], "ready"), "w").close()
signal.pause()
