# stuck: 1 thread of 1 process
# A subreaper waits for any child: one is stuck for good, and the other comes to it when that one's parent has ended.
import ctypes
import os
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    stuck = os.fork()
    if stuck == 0:
        if os.fork() == 0:
            time.sleep(4)  # until it has been adopted
            os._exit(0)
        lock.acquire()
    os.wait()
    os._exit(0)
time.sleep(3)
with open(f"/proc/{os.getpid()}/task/{os.getpid()}/children") as file:
    child = int(file.read())
with open(f"/proc/{child}/task/{child}/children") as file:
    os.kill(int(file.read().split()[0]), 9)
os.wait()
