"""Takes a lock twice, in a program with a handler for SIGTERM; no handler releases that lock."""

# stuck: 1 thread of 1 process

import signal
import threading

signal.signal(signal.SIGTERM, lambda *_: None)
lock = threading.Lock()
with lock:
    with lock:
        pass
