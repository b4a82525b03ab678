"""Mend this program: its worker copies a whole catalogue, although it changes nothing in it.

    copy_on_write.py SEED

The parent loads a catalogue, as a list of lists, and forks a worker, which is asked for the total of all prices.
At its answer the worker must have at most 8 MiB of memory of its own (its USS), and not because it has freed its copy,
although it makes garbage, and although the collector comes by. Change what you like, but leave the two calls of
report(), by which the checker learns what happens: "catalogue" in the parent, and "total" in the worker.
"""

import gc
import multiprocessing
import random
import sys

from reporting import report

COUNT = 300_000


def load(seed):
    gc.freeze()
    prices = random.Random(seed)
    return [[number, prices.randrange(100)] for number in range(COUNT)]


def total(catalogue):
    return sum(item[1] for item in catalogue)


def serve(catalogue):
    answer = total(catalogue)
    for _ in range(50_000):
        page = {"total": answer}
        page["itself"] = page  # a cycle: garbage for the collector
    report("total", answer)


def main():
    catalogue = load(int(sys.argv[1]))
    report("catalogue", [type(item).__name__ for item in catalogue[::100_000]])
    worker = multiprocessing.get_context("fork").Process(target=serve, args=(catalogue,))
    worker.start()
    worker.join()


if __name__ == "__main__":
    main()
