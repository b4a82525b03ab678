# stuck: 2 threads of 2 processes
import os
import threading
import time


def beat():
    while True:
        time.sleep(0.1)


lock = threading.Lock()
lock.acquire()
child = os.fork()
if child == 0:
    lock.acquire()
threading.Thread(target=beat, daemon=True).start()
os.waitpid(child, 0)
