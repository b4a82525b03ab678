"""A pool's initializer gives each worker the setting, so the results are right under every start method.

    setting_by_initializer.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same program as setting_for_a_pool. The rate is sent once for each worker, and the initializer assigns
it to the global of that worker. The same on every version.
"""

import multiprocessing
import sys

rate = 1


def begin(sent):
    global rate
    rate = sent


def convert(amount):
    return amount * rate


if __name__ == "__main__":
    rate = 2  # in a real program, read from a file or from the command line
    context = multiprocessing.get_context(*sys.argv[1:])
    print("start method:", context.get_start_method(), flush=True)
    with context.Pool(2, begin, (rate,)) as pool:
        converted = pool.map(convert, [10, 20, 30])
    print("converted in the workers:", converted)
    print("converted in the parent:", [convert(amount) for amount in [10, 20, 30]])
