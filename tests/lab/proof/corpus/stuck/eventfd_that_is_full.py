"""Writes to an eventfd whose count is as high as it can be."""

# stuck: 1 thread of 1 process

import ctypes
import os

event = ctypes.CDLL(None).eventfd(0, 0)
os.write(event, (2**64 - 2).to_bytes(8, "little"))
os.write(event, (1).to_bytes(8, "little"))
