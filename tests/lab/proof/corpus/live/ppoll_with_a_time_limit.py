"""ppoll() in C on a pipe that nobody writes, with a time limit."""

import ctypes
import os
import struct

reading, _writing = os.pipe()
wanted = ctypes.create_string_buffer(struct.pack("ihh", reading, 1, 0))
limit = (ctypes.c_long * 2)(1, 500_000_000)
assert ctypes.CDLL(None).ppoll(wanted, 1, limit, None) == 0
