"""A lock of the wrong context in the initargs of a ProcessPoolExecutor: the task fails at once.

The executor is of the spawn context. Before CPython 3.11.5, on Linux, its worker is killed by
SIGSEGV in the initializer. Unlike a Pool, the executor notices: it gives up, and result() raises
BrokenProcessPool. From 3.11.5 and 3.12.0 on, submit() raises RuntimeError, because the executor
starts its workers there (gh-77377).
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def prepare(lock):
    with lock:
        pass


def square(number):
    return number * number


if __name__ == "__main__":
    lock = multiprocessing.get_context("fork").Lock()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=prepare, initargs=(lock,)) as executor:
        print("executor made")
        task = executor.submit(square, 7)
        print("task submitted")
        print("result:", task.result())
