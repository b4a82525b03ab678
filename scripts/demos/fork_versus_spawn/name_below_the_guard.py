"""NameError in a pool's worker, on 3.14 and not before: the name is assigned below the main guard.

    name_below_the_guard.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The main program assigns a table to a global, and a pool's workers look words up in it. Forked workers have a
copy of the table. Workers of spawn and forkserver run this file as __mp_main__, and there the name is never
assigned: NameError, which the pool raises again in the parent.

On Linux the default is fork up to CPython 3.13 and forkserver from 3.14 on (gh-84559).
"""

import multiprocessing
import sys


def look_up(word):
    return table[word]


if __name__ == "__main__":
    context = multiprocessing.get_context(*sys.argv[1:])
    table = {"fork": 1, "spawn": 2}
    with context.Pool(2) as pool:
        print("found:", pool.map(look_up, ["fork", "spawn"]))
