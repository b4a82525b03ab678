"""Gets SIGIO when a file is made in a folder that it has open (F_NOTIFY)."""

# companions: makes_a_file

import fcntl
import os
import signal
import sys
import threading


def end(_number, _frame):
    os._exit(0)


signal.signal(signal.SIGIO, end)
open(os.path.join(sys.argv[1], "ready"), "w").close()
folder = os.open(sys.argv[1], os.O_RDONLY)
fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_CREATE)
lock = threading.Lock()
lock.acquire()
lock.acquire()
