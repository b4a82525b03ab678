import os
import time

reading, writing = os.pipe()
if os.fork() == 0:
    os.read(reading, 1)
    os._exit(0)
time.sleep(2.5)
os.write(writing, b"x")
os.wait()
