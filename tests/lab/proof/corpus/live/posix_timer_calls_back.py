"""A POSIX timer runs a function in a thread that the C library made for it; the function sets the awaited event."""

import ctypes
import threading

CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
CLOCK_MONOTONIC, SIGEV_THREAD = 1, 2


class SigEvent(ctypes.Structure):
    _fields_ = [
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("function", CALLBACK),
        ("attributes", ctypes.c_void_p),
        ("room", ctypes.c_char * 32),
    ]


libc = ctypes.CDLL(None)
event = threading.Event()
set_event = CALLBACK(lambda _value: event.set())
how = SigEvent(notify=SIGEV_THREAD, function=set_event)
timer = ctypes.c_void_p()
assert libc.timer_create(CLOCK_MONOTONIC, ctypes.byref(how), ctypes.byref(timer)) == 0
assert libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 1, 500_000_000), None) == 0
event.wait()
