"""A setting that the main program has read is back at its default in a pool's workers, so every result is wrong.

    setting_for_a_pool.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The main program reads a rate and assigns it to a global. Then a pool of workers converts amounts with it.
Forked workers have a copy of the parent's memory, so they use the rate that was read. Workers of spawn
and forkserver run this file again and find the rate that is written in it, because they do not run what
stands below the main guard. There is no error and no warning, and the exit code is 0.

Without METHOD the result depends on system and version: on Linux the default is fork up to CPython 3.13
and forkserver from 3.14 on (gh-84559); on macOS it is spawn since 3.8 (bpo-33725).
"""

import multiprocessing
import sys

rate = 1


def convert(amount):
    return amount * rate


if __name__ == "__main__":
    rate = 2  # in a real program, read from a file or from the command line
    context = multiprocessing.get_context(*sys.argv[1:])
    print("start method:", context.get_start_method(), flush=True)
    with context.Pool(2) as pool:
        converted = pool.map(convert, [10, 20, 30])
    print("converted in the workers:", converted)
    print("converted in the parent:", [convert(amount) for amount in [10, 20, 30]])
