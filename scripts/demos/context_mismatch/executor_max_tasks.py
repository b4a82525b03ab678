"""max_tasks_per_child moves an executor to the spawn context, where a plain mp.Lock() is refused.

An executor that is given no context takes the default one. But since CPython 3.11, where
max_tasks_per_child exists, an executor that is given max_tasks_per_child takes spawn instead,
because forked workers cannot be replaced safely. On Linux before 3.14 a plain mp.Lock() is of the
fork context. Neither context is named in the program.

Before 3.11.5 result() raises BrokenProcessPool; from 3.11.5 to 3.13 submit() raises RuntimeError
(gh-77377); from 3.14 on the lock is of the forkserver context, and the program works. Before 3.11
the argument is unknown.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def prepare(lock):
    with lock:
        pass


def square(number):
    return number * number


if __name__ == "__main__":
    lock = multiprocessing.Lock()
    with ProcessPoolExecutor(1, initializer=prepare, initargs=(lock,), max_tasks_per_child=100) as executor:
        print("result:", executor.submit(square, 7).result())
