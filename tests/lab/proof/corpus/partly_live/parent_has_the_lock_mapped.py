import multiprocessing
import os
import time

lock = multiprocessing.get_context("fork").Lock()
lock.acquire()
if os.fork() == 0:
    lock.acquire()
    os._exit(0)
time.sleep(2.5)
lock.release()
os.wait()
