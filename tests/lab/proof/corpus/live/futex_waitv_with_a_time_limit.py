"""Waits for two futexes at once, as some C libraries do, with a time limit. Kernels before 5.16 have no such call."""

import ctypes
import errno
import struct
import time

FUTEX_WAITV, CLOCK_MONOTONIC, SIZE_U32, PRIVATE = 449, 1, 2, 128
words = (ctypes.c_uint32 * 2)(0, 0)
first = ctypes.addressof(words)
waiters = b"".join(struct.pack("QQII", 0, address, SIZE_U32 | PRIVATE, 0) for address in (first, first + 4))
limit = (ctypes.c_long * 2)(int(time.monotonic()) + 2, 0)
libc = ctypes.CDLL(None, use_errno=True)
assert libc.syscall(FUTEX_WAITV, waiters, 2, 0, limit, CLOCK_MONOTONIC) == -1
assert ctypes.get_errno() in (errno.ETIMEDOUT, errno.ENOSYS)
