"""gc.collect() in a forked child copies the objects that the collector tracks.

    collector_writes.py [disabled]        disabled: the parent's collector, while it makes the data

For each kind of object the parent makes up to 300 000 and forks a child. The child calls gc.collect() and
measures by how much its USS grows. It grows by the pages that hold the headers of tracked objects:

  integers    never tracked. The growth is what every Python process has, 1 to 3 MiB of modules and functions;
  lists       always tracked: all are copied;
  instances   of a class: tracked and copied as well;
  tuples      of an integer, written as (a,). Before 3.14.1 a tuple is tracked until a collection finds that
              nothing in it is tracked. With "disabled" no collection came before the fork, so these are
              copied. From 3.14.1 on CPython sees that while it makes such a tuple (gh-139951);
  zipped      the same tuples, made by zip. On every version, only a collection finds that out;
  dicts       empty ones. Before 3.14 a dict is not tracked as long as nothing in it is tracked. From 3.14
              on every dict is tracked from the start (gh-127010), and all are copied.

So dicts that stayed shared under 3.13 are copied under 3.14, and with tuples it can be the other way round.

Linux, because /proc tells the USS.
"""

import gc
import multiprocessing
import os
import sys


class Point:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x


KINDS = {
    "integers": lambda number: number,
    "lists": lambda number: [],
    "instances": Point,
    "tuples": lambda number: (number,),
    "zipped": lambda number: next(zip((number,))),
    "dicts": lambda number: {},
}
DATA_MIB = int(os.environ.get("DATA_MIB", 112))
MOST_BYTES_PER_OBJECT = 112  # a tuple and its header, the integer, the reference


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def collect(kind):
    before = uss_mib()
    gc.collect()
    print("%s_uss_growth_mib = %.1f" % (kind, uss_mib() - before))


if __name__ == "__main__":
    if sys.argv[1:] == ["disabled"]:
        gc.disable()
    count = min(300_000, DATA_MIB * 2**20 // MOST_BYTES_PER_OBJECT)
    print("objects =", count)
    for kind, make in KINDS.items():
        data = [make(number) for number in range(count)]
        child = multiprocessing.get_context("fork").Process(target=collect, args=(kind,))
        child.start()
        child.join()
        del data
