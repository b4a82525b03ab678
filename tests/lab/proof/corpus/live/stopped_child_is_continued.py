"""Waits for a child that another child stopped, and which that one continues after a sleep."""

import os
import signal
import time

reading, writing = os.pipe()
stopped = os.fork()
if stopped == 0:
    os.read(reading, 1)
    os._exit(0)
if os.fork() == 0:
    os.kill(stopped, signal.SIGSTOP)
    time.sleep(1.5)
    os.write(writing, b"x")
    os.kill(stopped, signal.SIGCONT)
    os._exit(0)
os.waitpid(stopped, 0)
os.wait()
