"""SIGALRM is blocked, and a descriptor becomes readable when the alarm goes off."""

# apart: with its like

import ctypes
import os
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
mask = (ctypes.c_ulong * 16)(1 << (signal.SIGALRM - 1))
descriptor = ctypes.CDLL(None).signalfd(-1, mask, 0)
signal.setitimer(signal.ITIMER_REAL, 1.5)
assert os.read(descriptor, 128)[0] == signal.SIGALRM
