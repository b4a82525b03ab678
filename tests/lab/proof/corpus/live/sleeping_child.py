"""Waits for a child that sleeps."""

import os
import time

child = os.fork()
if child == 0:
    time.sleep(1.5)
    os._exit(0)
os.waitpid(child, 0)
