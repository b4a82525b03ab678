"""A pool's initializer assigns the name in each worker, so look_up finds it under every start method.

    initializer_binds_it.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same program as name_below_the_guard. The table is sent once for each worker and not once for each task.
The same on every version.
"""

import multiprocessing
import sys


def begin(sent):
    global table
    table = sent


def look_up(word):
    return table[word]


if __name__ == "__main__":
    context = multiprocessing.get_context(*sys.argv[1:])
    table = {"fork": 1, "spawn": 2}
    with context.Pool(2, begin, initargs=(table,)) as pool:
        print("found:", pool.map(look_up, ["fork", "spawn"]))
