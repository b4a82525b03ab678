"""Two workers draw from NumPy's generators, and under fork they draw the same numbers.

    same_random_numbers_numpy.py METHOD        fork, spawn, forkserver

NumPy seeds no generator anew in a forked child: neither its global one, which numpy.random.rand uses, nor one
of default_rng(). So all workers that were forked from one parent draw the same numbers. The cure is a seed for
each worker, passed as an argument. SeedSequence.spawn makes independent seeds. It works under every start
method.

Under forkserver from CPython 3.13.8 and 3.14.1 on this file runs in the server, once for all children, so the
numbers are the same there too (gh-126631). A seed for each worker is the cure there as well.
"""

import multiprocessing
import sys

import numpy

generator = numpy.random.default_rng()


def draw(connection, seed):
    own = numpy.random.default_rng(seed)
    connection.send([numpy.random.rand(), generator.random(), own.random()])


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    drawn = []
    for seed in numpy.random.SeedSequence().spawn(2):
        mine, theirs = context.Pipe()
        child = context.Process(target=draw, args=(theirs, seed))
        child.start()
        drawn.append(mine.recv())
        child.join()
    for name, one, other in zip(["global", "default_rng", "own_seed"], *drawn):
        print(name + ":", "the same," if one == other else "different,", "%.4f and %.4f" % (one, other))
        print(name + "_same =", int(one == other))
