# stuck: 1 thread of 1 process
import os
import threading
import time

lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    lock.acquire()
while True:
    time.sleep(0.1)
