"""Pauses until a child that sleeps sends a signal."""

import os
import signal
import time

signal.signal(signal.SIGUSR1, lambda *_: None)
if os.fork() == 0:
    time.sleep(1.5)
    os.kill(os.getppid(), signal.SIGUSR1)
    os._exit(0)
signal.pause()
os.wait()
