import os
import threading

lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    threading.Timer(2.5, lock.release).start()
    lock.acquire()
    os._exit(0)
os.wait()
