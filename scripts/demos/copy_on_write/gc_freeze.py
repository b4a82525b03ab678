"""A garbage collection in a forked child copies objects that the child does not use, unless the parent froze them.

The parent holds a million small lists. Twice it forks a child that calls gc.collect() and does nothing
else. Before the second fork the parent calls gc.freeze(). Each child measures by how much its USS, the
memory that it shares with no other process, grows during the collection.

To find objects that only refer to each other, the collector writes into a header before each object that
it tracks. After a fork a page is shared until a process writes to it, so every page with such a header is
copied: here all 61 MiB of lists, though the child uses none of them and frees none of them. gc.freeze() moves
all objects that are tracked at that moment to where no collection looks. This is the same from CPython 3.8
to 3.15, and in a free-threaded build; CPython 3.14.0 to 3.14.4 were not tried.

gc.freeze() does not disable the collector, and it does not stop reference counts from being written
(see reading_is_writing). The recipe in the documentation of gc.freeze() is gh-103059.

Linux, because /proc tells the USS.
"""

import gc
import multiprocessing
import os
import sys

DATA_MIB = int(os.environ.get("DATA_MIB", 112))
BYTES_PER_LIST = sys.getsizeof([]) + 8 + 8  # the list and its header, rounded up to 16 bytes, and the reference to it


def mark(name):
    """Name this moment; wait if a process outside wants to measure it."""
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
