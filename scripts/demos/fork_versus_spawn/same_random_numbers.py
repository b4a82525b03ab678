"""Two workers draw random numbers from generators of their module, and draw the same ones.

    same_random_numbers.py METHOD        fork, spawn, forkserver

Each of two children draws from three generators:

  random.random()      always different: Python seeds this generator anew in a forked child;
  random.Random(5)     always the same: copied under fork, made again from the seed 5 otherwise;
  random.Random()      the same under fork, which copies its state. Different under spawn, where each child
                       makes its own. Under forkserver different up to CPython 3.13.7 and in 3.14.0; the same
                       from 3.13.8 and 3.14.1 on, because the server runs this file and makes the generator
                       (gh-126631).
"""

import multiprocessing
import random
import sys

seeded = random.Random(5)
unseeded = random.Random()


def draw(connection):
    connection.send([random.random(), seeded.random(), unseeded.random()])


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    drawn = []
    for _ in range(2):
        mine, theirs = context.Pipe()
        child = context.Process(target=draw, args=(theirs,))
        child.start()
        drawn.append(mine.recv())
        child.join()
    for name, one, other in zip(["module", "seeded", "unseeded"], *drawn):
        print(name + ":", "the same," if one == other else "different,", "%.4f and %.4f" % (one, other))
        print(name + "_same =", int(one == other))
