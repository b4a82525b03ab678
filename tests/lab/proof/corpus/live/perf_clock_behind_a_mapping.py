"""A perf event's clock will send SIGIO; its descriptor has been closed, and only its buffer is still mapped."""

import ctypes
import fcntl
import os
import platform
import signal
import struct
import threading

SOFTWARE, CPU_CLOCK = 1, 0
CLOSE_ON_EXEC = 8
HALF_A_SECOND = 500_000_000  # nanoseconds
PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
signal.signal(signal.SIGIO, lambda *_: os._exit(0))

# struct perf_event_attr: type, size, config, sample period, sample type, and, at 48, after how many events to wake.
attributes = bytearray(112)
struct.pack_into("=IIQQQ", attributes, 0, SOFTWARE, len(attributes), CPU_CLOCK, HALF_A_SECOND, 1)
struct.pack_into("=I", attributes, 48, 1)
wanted = (ctypes.c_char * len(attributes)).from_buffer(attributes)
event = libc.syscall(PERF_EVENT_OPEN, wanted, -1, 0, -1, CLOSE_ON_EXEC)
if event < 0:
    os._exit(0)  # this machine gives none
libc.mmap(None, 2 * os.sysconf("SC_PAGE_SIZE"), 3, 1, event, 0)
fcntl.fcntl(event, fcntl.F_SETOWN, os.getpid())
fcntl.fcntl(event, fcntl.F_SETFL, fcntl.fcntl(event, fcntl.F_GETFL) | os.O_ASYNC)
os.close(event)
lock = threading.Lock()
lock.acquire()
lock.acquire()
