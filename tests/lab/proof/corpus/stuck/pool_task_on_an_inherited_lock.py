"""A worker of a Pool waits for a lock that was held at the fork; the parent waits for its result."""

# stuck: 6 threads of 3 processes

import multiprocessing
import threading

lock = threading.Lock()


def task():
    with lock:
        return "done"


with lock, multiprocessing.get_context("fork").Pool(2) as pool:
    pool.apply(task)
