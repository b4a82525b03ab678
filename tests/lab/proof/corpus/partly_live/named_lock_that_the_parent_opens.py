# The child alone has the semaphore mapped; its parent knows the name, and opens it later.
import os
import time
from _multiprocessing import SemLock

SEMAPHORE = 1
NAME = f"/lock-{os.getpid()}"
if os.fork() == 0:
    lock = SemLock(SEMAPHORE, 1, 1, NAME, False)
    lock.acquire()
    lock.acquire()
    os._exit(0)
time.sleep(2.5)
lock = SemLock._rebuild(0, SEMAPHORE, 1, NAME)
lock.release()
os.wait()
os.unlink("/dev/shm/sem." + NAME[1:])
