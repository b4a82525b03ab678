# stuck: 1 thread of 1 process
import os
import threading
import time

lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    stuck = os.fork()
    if stuck == 0:
        lock.acquire()
    if os.fork() == 0:
        time.sleep(2.5)
        os._exit(0)
    os.wait()
    os.kill(stuck, 9)
    os.wait()
    os._exit(0)
while os.waitpid(-1, os.WNOHANG)[0] == 0:
    time.sleep(0.1)
