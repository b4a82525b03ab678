"""NameError in a pool's worker, on 3.14 and not before: the name is bound below the main guard.

    name_below_the_guard.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The main program reads its table, binds it to a global, and has a pool of workers look things up in it.
Workers that are forked have the table. Workers of spawn and forkserver run this file as __mp_main__, and
for them nobody has bound that name: NameError, which the pool raises again in the parent.

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
