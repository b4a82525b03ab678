"""Parent and child wait for one eventfd, each in its own way."""

# stuck: 2 threads of 2 processes

import ctypes
import os
import select

event = ctypes.CDLL(None).eventfd(0, 0)
if os.fork() == 0:
    select.select([event], [], [])
os.read(event, 8)
