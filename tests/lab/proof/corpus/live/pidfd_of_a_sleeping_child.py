"""poll() without a time limit on a descriptor that stands for a child, which sleeps. 3.9 has it as os.pidfd_open()."""

import ctypes
import os
import select
import time

PIDFD_OPEN = 434
child = os.fork()
if child == 0:
    time.sleep(1.5)
    os._exit(0)
descriptor = ctypes.CDLL(None).syscall(PIDFD_OPEN, child, 0)
assert descriptor >= 0
poll = select.poll()
poll.register(descriptor, select.POLLIN)
poll.poll()
os.wait()
