"""A Pool without a main guard starts workers without end under spawn, and each dies with a traceback.

    unguarded_pool.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

Each worker of spawn runs this file again, reaches the line that makes a pool, and dies of a RuntimeError that
explains the main guard. The pool replaces every worker that ends, so no result ever arrives and pool.map()
would never return. This program gives up when the twentieth worker is there. Under fork it works.

Under forkserver it is the same as under spawn up to CPython 3.13.7, in 3.14.0, and in 3.15. In a 3.14 from 3.14.1 on
the server itself dies of that RuntimeError, and the parent gets a ConnectionResetError (gh-126631,
gh-141860). On Linux the default is forkserver from 3.14 on (gh-84559).
"""

import multiprocessing
import signal
import sys

if __name__ == "__mp_main__":
    # A worker that the pool's end interrupts here would leave its semaphores behind.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def square(number):
    return number * number


def newest_worker():
    """The number at the end of a worker's name counts the workers that were started."""
    return max([int(child.name.rpartition("-")[2]) for child in multiprocessing.active_children()], default=0)


context = multiprocessing.get_context(*sys.argv[1:])
with context.Pool(2) as pool:
    squares = pool.map_async(square, [1, 2, 3])
    while not squares.ready() and newest_worker() < 20:
        squares.wait(0.01)
    print("squares:", squares.get() if squares.ready() else "none, and 20 workers were started")
