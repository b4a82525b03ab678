"""Waits for a child that stopped itself; whoever may signal it can continue it at any time."""

# ends: never

import os
import signal

child = os.fork()
if child == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(0)
os.waitpid(child, 0)
