"""Gets SIGIO when another process opens a file on which it has a lease; a mapping alone keeps the file open."""

# companions: breaks_a_lease

import ctypes
import fcntl
import mmap
import os
import signal
import sys
import threading


def end(_number, _frame):
    os._exit(0)


signal.signal(signal.SIGIO, end)
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
file = os.open(os.path.join(sys.argv[1], "file"), os.O_RDONLY)
libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_SHARED, file, 0)
fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
os.close(file)
open(os.path.join(sys.argv[1], "ready"), "w").close()
lock = threading.Lock()
lock.acquire()
lock.acquire()
