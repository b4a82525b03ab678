"""A signal handler waits for a lock that the code which it interrupted holds."""

# stuck: 1 thread of 1 process

import os
import signal
import threading

lock = threading.Lock()
signal.signal(signal.SIGUSR1, lambda *_: lock.acquire())
with lock:
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.getsignal(signal.SIGUSR1)  # handlers run between two instructions
