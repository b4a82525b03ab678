"""pselect() in C on nothing, with a time limit."""

import ctypes

limit = (ctypes.c_long * 2)(1, 500_000_000)
assert ctypes.CDLL(None).pselect(0, None, None, None, limit, None) == 0
