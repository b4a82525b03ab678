"""A collection in a forked child copies what it only looks at, unless the parent froze it before the fork.

The parent holds a million small lists. Twice it forks a child that calls gc.collect() and does nothing
else; before the second fork the parent calls gc.freeze(). Each child measures by how much its USS, the
memory that it shares with nobody, has grown during the collection.

To find out which objects only refer to each other, the collector writes into a header that stands
before each object it tracks. After a fork every page is shared until somebody writes to it: so each
page that holds such a header is copied, here all 61 MiB of lists, though not one is used and not one
is freed. gc.freeze() moves all objects that are tracked at that moment out of the collector's sight.
The same from CPython 3.8 to 3.15, and in a free-threaded build.

What gc.freeze() does not do: it does not disable the collector, and it does not keep reference counts
from being written (see reading_is_writing). The recipe in the documentation of gc.freeze() is gh-103059.

Linux, because /proc tells the USS.
"""

import gc
import multiprocessing
import os
import sys

DATA_MIB = int(os.environ.get("DATA_MIB", 112))
BYTES_PER_LIST = sys.getsizeof([]) + 8 + 8  # the list and its header, rounded up to 16 bytes, and the reference to it


def mark(name):
    """Name this moment; wait if somebody outside wants to measure it."""
    print("mark:", name, flush=True)
    if "MARK_DESCRIPTOR" in os.environ:
        os.read(int(os.environ["MARK_DESCRIPTOR"]), 1)


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def collect(name):
    mark(name + ": forked")
    before = uss_mib()
    gc.collect()
    print("uss_growth_%s_mib = %.1f" % (name, uss_mib() - before))
    mark(name + ": collected")


def in_child(name):
    child = multiprocessing.get_context("fork").Process(target=collect, args=(name,))
    child.start()
    child.join()


if __name__ == "__main__":
    data = [[] for _ in range(min(1_000_000, DATA_MIB * 2**20 // BYTES_PER_LIST))]
    print("lists =", len(data))
    in_child("not_frozen")
    gc.freeze()
    in_child("frozen")
