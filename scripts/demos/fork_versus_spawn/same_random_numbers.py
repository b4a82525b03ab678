"""Two workers draw random numbers, and draw the same ones.

    same_random_numbers.py METHOD        fork, spawn, forkserver

Each of two children draws from three generators of this file:

  random.random()      never the same: the module's own generator is seeded anew in a forked child;
  random.Random(5)     always the same: inherited as it was under fork, made again from 5 otherwise;
  random.Random()      the same under fork, for its state was copied. Different under spawn, where each
                       child makes its own. Under forkserver it depends: each child made its own up to
                       CPython 3.13.7 and in 3.14.0; from 3.13.8 and 3.14.1 on the server runs this file,
                       once for all (gh-126631), and its children have the same numbers again.
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
