"""A thread polls a timer's descriptor; another one has put a quiet pipe into its list since, which changes nothing."""

# unless assumed: list

import ctypes
import os
import struct
import threading
import time

CLOCK_MONOTONIC, POLLIN = 1, 1
libc = ctypes.CDLL(None)
timer = libc.timerfd_create(CLOCK_MONOTONIC, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 2, 0), None)
reading, _writing = os.pipe()
wanted = ctypes.create_string_buffer(struct.pack("ihh", timer, POLLIN, 0), 8)
thread = threading.Thread(target=libc.poll, args=(wanted, 1, -1))
thread.start()
time.sleep(0.5)
wanted[:] = struct.pack("ihh", reading, POLLIN, 0)
thread.join()
