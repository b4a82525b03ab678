"""Reads a pipe into which the kernel will write: it was told to by io_uring, which lives on in memory mapped from it.

Where the system has no io_uring, the program ends at once.
"""

import ctypes
import mmap
import os
import struct

IO_URING_SETUP, IO_URING_ENTER = 425, 426
SQ_RING, SQES = 0, 0x10000000
TIMEOUT, WRITE, HARDLINK, HERE = 11, 23, 8, (1 << 64) - 1
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]


def submit(ring, parameters, entries):
    shared, both = mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE
    queue = libc.mmap(None, mmap.PAGESIZE, both, shared, ring, SQ_RING)
    places = libc.mmap(None, mmap.PAGESIZE, both, shared, ring, SQES)
    tail, array = parameters[11], parameters[16]
    for number, entry in enumerate(entries):
        ctypes.memmove(places + 64 * number, entry, len(entry))
        ctypes.c_uint32.from_address(queue + array + 4 * number).value = number
    ctypes.c_uint32.from_address(queue + tail).value = len(entries)
    assert libc.syscall(IO_URING_ENTER, ring, len(entries), 0, 0, None, 0) == len(entries)


parameters = (ctypes.c_uint32 * 30)()
ring = libc.syscall(IO_URING_SETUP, 4, parameters)
if ring >= 0:
    reading, writing = os.pipe()
    limit = ctypes.create_string_buffer(struct.pack("qq", 1, 500_000_000))
    byte = ctypes.create_string_buffer(b"x")
    # operation, flags, priority, descriptor, offset, address, length
    wait = struct.pack("BBHiQQI", TIMEOUT, HARDLINK, 0, -1, 0, ctypes.addressof(limit), 1)
    write = struct.pack("BBHiQQI", WRITE, 0, 0, writing, HERE, ctypes.addressof(byte), 1)
    submit(ring, parameters, [wait, write])
    os.close(ring)
    assert os.read(reading, 1) == b"x"
