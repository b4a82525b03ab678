"""Two workers draw from NumPy, and under fork draw the same numbers.

    same_random_numbers_numpy.py METHOD        fork, spawn, forkserver

NumPy does not seed anything anew in a forked child, neither its global generator, which numpy.random.rand
uses, nor one of default_rng(). So every worker that was forked from one parent draws the same. What
helps is a seed for each worker, and seeds that have nothing to do with each other, which is what
SeedSequence.spawn makes: they are passed as arguments, and work under every start method.

Under forkserver from CPython 3.13.8 and 3.14.1 on this file runs in the server, once for all children,
and the numbers are the same there too (gh-126631). A seed for each worker helps there as well.
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
