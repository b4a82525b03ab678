"""Waits for a child that stopped itself and is continued by another child after a sleep."""

import os
import signal
import time

stopped = os.fork()
if stopped == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(0)
os.waitpid(stopped, os.WUNTRACED)
if os.fork() == 0:
    time.sleep(1.5)
    os.kill(stopped, signal.SIGCONT)
    os._exit(0)
os.waitpid(stopped, 0)
os.wait()
