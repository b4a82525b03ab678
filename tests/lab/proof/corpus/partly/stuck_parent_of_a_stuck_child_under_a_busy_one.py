# stuck: 2 threads of 2 processes
import os
import threading
import time

lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    if os.fork() == 0:
        lock.acquire()
    os.wait()
while True:
    time.sleep(0.1)
