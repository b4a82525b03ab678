"""A worker of a ProcessPoolExecutor waits for a lock that was held at the fork; the parent waits for its result."""

# stuck: 4 threads of 2 processes

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor

lock = threading.Lock()


def task():
    with lock:
        return "done"


with lock, ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
    pool.submit(task).result()
