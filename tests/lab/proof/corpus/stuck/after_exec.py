"""Has become another program, which waits for a lock that it holds itself."""

# stuck: 1 thread of 1 process

import os
import sys

TAKE_TWICE = "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()"
os.execv(sys.executable, [sys.executable, "-c", TAKE_TWICE])
