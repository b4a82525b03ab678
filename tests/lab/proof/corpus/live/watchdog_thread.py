"""Waits for a lock that it holds itself, until a thread that slept ends the process."""

# ends: exited 3

import os
import threading
import time


def watch():
    time.sleep(1.5)
    os._exit(3)


threading.Thread(target=watch).start()
lock = threading.Lock()
lock.acquire()
lock.acquire()
