"""A POSIX timer sends SIGUSR1 to the process, which pauses; no itimer and no SIGALRM are involved."""

import ctypes
import signal

CLOCK_MONOTONIC, SIGEV_SIGNAL = 1, 0
libc = ctypes.CDLL(None)
signal.signal(signal.SIGUSR1, lambda *_: None)
event = (ctypes.c_int * 16)(0, 0, signal.SIGUSR1, SIGEV_SIGNAL)
timer = ctypes.c_void_p()
assert libc.timer_create(CLOCK_MONOTONIC, event, ctypes.byref(timer)) == 0
assert libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None) == 0
signal.pause()
