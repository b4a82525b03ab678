"""The first thread has ended; another one pauses until a POSIX timer of the process sends SIGUSR1."""

import ctypes
import os
import platform
import signal
import threading

CLOCK_MONOTONIC, SIGEV_SIGNAL = 1, 0
EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]  # of the calling thread alone
libc = ctypes.CDLL(None)
signal.signal(signal.SIGUSR1, lambda *_: None)


def pause():
    event = (ctypes.c_int * 16)(0, 0, signal.SIGUSR1, SIGEV_SIGNAL)
    timer = ctypes.c_void_p()
    assert libc.timer_create(CLOCK_MONOTONIC, event, ctypes.byref(timer)) == 0
    assert libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None) == 0
    signal.pause()
    os._exit(0)


threading.Thread(target=pause).start()
libc.syscall(EXIT, 1)
