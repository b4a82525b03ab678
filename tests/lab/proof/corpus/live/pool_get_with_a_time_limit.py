"""A worker waits for a lock that was held at the fork; the parent waits for its result, but not for ever."""

# stuck in part: 1 thread of 1 process

import multiprocessing
import threading

lock = threading.Lock()


def task():
    with lock:
        return "done"


with lock, multiprocessing.get_context("fork").Pool(2) as pool:
    try:
        pool.apply_async(task).get(timeout=1.5)
    except multiprocessing.TimeoutError:
        pass
    else:
        raise AssertionError("a lock that was never released")
