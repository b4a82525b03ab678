"""The first thread has ended; another pauses until SIGIO, which the kernel sends when a stranger writes to a FIFO."""

# companions: holds_a_fifo

import ctypes
import fcntl
import os
import platform
import signal
import sys
import threading

EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]  # of the calling thread alone
signal.signal(signal.SIGIO, lambda *_: None)
fifo = os.open(os.path.join(sys.argv[1], "fifo"), os.O_RDONLY)
fcntl.fcntl(fifo, fcntl.F_SETOWN, os.getpid())
fcntl.fcntl(fifo, fcntl.F_SETFL, os.O_ASYNC)


def pause():
    open(os.path.join(sys.argv[1], "ready"), "w").close()
    signal.pause()
    os._exit(0)


threading.Thread(target=pause).start()
ctypes.CDLL(None).syscall(EXIT, 1)
