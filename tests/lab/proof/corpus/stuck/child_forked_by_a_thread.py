"""The second thread waits for a child that it forked, the child for a lock, and the first thread for the second."""

# stuck: 3 threads of 2 processes

import os
import threading

lock = threading.Lock()


def fork_and_wait():
    child = os.fork()
    if child == 0:
        lock.acquire()
        os._exit(0)
    os.waitpid(child, 0)


with lock:
    thread = threading.Thread(target=fork_and_wait)
    thread.start()
    thread.join()
