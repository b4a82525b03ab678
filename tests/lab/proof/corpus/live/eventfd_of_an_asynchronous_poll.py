"""Reads an eventfd that no process will write, but the kernel: it polls a timer as io_submit() told it to."""

import ctypes
import os
import platform
import struct

IO_SETUP, IO_SUBMIT = {"x86_64": (206, 209), "aarch64": (0, 2)}[platform.machine()]
CLOCK_MONOTONIC, IOCB_CMD_POLL, IOCB_FLAG_RESFD, POLLIN = 1, 5, 1, 1
libc = ctypes.CDLL(None, use_errno=True)
timer, event = libc.timerfd_create(CLOCK_MONOTONIC, 0), libc.eventfd(0, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None)
context = ctypes.c_ulong()
assert libc.syscall(IO_SETUP, 1, ctypes.byref(context)) == 0
# data, key, flags, operation, priority, descriptor, buffer, bytes, offset, reserved, flags, eventfd
request = struct.pack("QIIHhIQQqQII", 0, 0, 0, IOCB_CMD_POLL, 0, timer, POLLIN, 0, 0, 0, IOCB_FLAG_RESFD, event)
block = ctypes.create_string_buffer(request, 64)
requests = (ctypes.c_void_p * 1)(ctypes.addressof(block))
assert libc.syscall(IO_SUBMIT, context, 1, requests) == 1
os.close(timer)
assert len(os.read(event, 8)) == 8
