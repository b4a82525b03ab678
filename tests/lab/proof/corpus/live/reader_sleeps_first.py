"""Writes more than the pipe holds to a child that sleeps before it reads."""

import os
import time

reading, writing = os.pipe()
child = os.fork()
if child == 0:
    os.close(writing)
    time.sleep(1.5)
    while os.read(reading, 1 << 16):
        pass
    os._exit(0)
os.close(reading)
os.write(writing, bytes(1 << 20))
os.close(writing)
os.waitpid(child, 0)
