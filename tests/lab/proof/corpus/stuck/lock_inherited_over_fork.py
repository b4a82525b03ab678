"""A child waits for a lock that another thread held at the fork; in the child there is no such thread to release it."""

# stuck: 3 threads of 2 processes

import os
import threading

lock = threading.Lock()
held, child_ended = threading.Event(), threading.Event()


def hold():
    with lock:
        held.set()
        child_ended.wait()


threading.Thread(target=hold).start()
held.wait()
child = os.fork()
if child == 0:
    lock.acquire()
    os._exit(0)
os.waitpid(child, 0)
child_ended.set()
