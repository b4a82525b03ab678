"""A NumPy array of objects is copied by workers that only read it; an array of numbers or of fixed-width text is not.

    dataset_numpy.py [KIND …]        one or more of KINDS, else all of them

As in `dataset_workers`, three forked workers read their shares of a data set of up to 200 000 items, in a scattered
order, and measure their USS before the epoch and after it. Here the data set is a NumPy array:

  objects   of dtype object: the array holds references to str objects, as a list does. To take one is to count a
            reference in it, so it is copied. A column of dtype object in pandas is such an array;
  text      of dtype U: the characters lie in the array itself. Each read makes a new str in the worker;
  numbers   of dtype int64: the same, with numbers.

The same on every version that NumPy runs on. Linux, because /proc tells the USS.
"""

import multiprocessing
import os
import sys

import numpy

WORKERS = 3
COUNT = min(200_000, int(os.environ.get("DATA_MIB", 112)) * 2**20 // 2 // 160)
NAMES = ("train/image_%06d.jpeg" % number for number in range(COUNT))
KINDS = {
    "objects": lambda: numpy.array(list(NAMES), dtype=object),
    "text": lambda: numpy.fromiter(NAMES, dtype="U24", count=COUNT),
    "numbers": lambda: numpy.arange(COUNT),
}


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def read_share(dataset, worker, sending):
    sending.send(uss_mib())
    for place in range(worker, COUNT, WORKERS):
        dataset[place * 7919 % COUNT]  # a prime number: an order in which neighbours are far apart
    sending.send(uss_mib())


def train(kind):
    before = uss_mib()
    dataset = KINDS[kind]()
    print("%s_data_mib = %.1f" % (kind, uss_mib() - before))
    receiving, sending = zip(*[context.Pipe(duplex=False) for _ in range(WORKERS)])
    workers = [context.Process(target=read_share, args=(dataset, n, sending[n])) for n in range(WORKERS)]
    for worker in workers:
        worker.start()
    for moment in ("begin", "epoch"):
        held = sum(end.recv() for end in receiving) / WORKERS
        print("%s_worker_at_%s_mib = %.1f" % (kind, moment, held), flush=True)
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    print("items =", COUNT)
    for kind in sys.argv[1:] or KINDS:
        program = context.Process(target=train, args=(kind,))
        program.start()
        program.join()
