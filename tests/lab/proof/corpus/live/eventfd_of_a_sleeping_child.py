"""Reads an eventfd, which a child writes after a sleep."""

import ctypes
import os
import time

event = ctypes.CDLL(None).eventfd(0, 0)
if os.fork() == 0:
    time.sleep(1.5)
    os.write(event, (1).to_bytes(8, "little"))
    os._exit(0)
assert len(os.read(event, 8)) == 8
os.wait()
