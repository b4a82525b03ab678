"""Sleeps in a C function, beside a thread that waits for ever."""

import ctypes
import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()
ctypes.CDLL(None).usleep(1_500_000)
