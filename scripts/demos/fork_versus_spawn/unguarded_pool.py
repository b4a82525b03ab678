"""A Pool without a main guard starts workers without end under spawn, and each dies with a traceback.

    unguarded_pool.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

Each worker of spawn runs this file again, reaches the line that makes a pool, and dies of a RuntimeError
that explains the main guard. The pool replaces every worker that ends, so this goes on until the program
is ended. map() never returns. Under fork the program works.

Under forkserver it is the same up to CPython 3.13.7, in 3.14.0, and in 3.15. From 3.14.1 on, in 3.14, the
server itself dies of that RuntimeError, and the parent gets a ConnectionResetError instead (gh-126631,
gh-141860). On Linux the default is forkserver from 3.14 on (gh-84559).
"""

import multiprocessing
import sys


def square(number):
    return number * number


context = multiprocessing.get_context(*sys.argv[1:])
with context.Pool(2) as pool:
    print("squares:", pool.map(square, [1, 2, 3]))
