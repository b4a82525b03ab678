"""Reading a list can copy it: iterating does, and len() does not.

    reading_is_writing.py [ACTION …]        one or more of ACTIONS, else all of them

Each action is done in a forked child of its own, on the parent's list of integers, and measured by the
growth of the child's USS in percent of the whole data: integers, the list's array of references to them,
and a second such array, that of a tuple. Who takes hold of an integer counts a reference, which stands in
the integer, and so copies the page on which it lies, though no value changes:

  iterate, sum, copy   take hold of each integer in turn, and copy them all;
  len, index           take hold of none, and of one;
  sort                 moves references, and copies the list's array; it compares without taking hold;
  sorted               copies the list first, and that takes hold of each integer;
  hash                 a tuple's hash reads each integer without taking hold of it, and copies nothing.

So it depends on the C code below, not on whether anything is "only read"; and that code changes: pickle
copies nothing on 3.8 and 3.9, and every integer since it keeps hold of what it saves (gh-92930, 2022). The
others are the same from 3.8 to 3.15.

Linux, because /proc tells the USS.
"""

import multiprocessing
import os
import pickle
import sys

ACTIONS = {
    "len": lambda: len(data),
    "index": lambda: data[len(data) // 2],
    "iterate": lambda: [None for number in data if number < 0],
    "sum": lambda: sum(data),
    "copy": lambda: data[:],
    "sort": lambda: data.sort(reverse=True),
    "sorted": lambda: sorted(data),
    "hash": lambda: hash(same_in_a_tuple),
    "pickle": lambda: pickle.dumps(data),
}
DATA_MIB = int(os.environ.get("DATA_MIB", 112))
BYTES_PER_INTEGER = sys.getsizeof(2**20) + 4 + 8 + 8  # rounded up to 16 bytes, and two references


def mark(name):
    """Name this moment; wait if somebody outside wants to measure it."""
    print("mark:", name, flush=True)
    if "MARK_DESCRIPTOR" in os.environ:
        os.read(int(os.environ["MARK_DESCRIPTOR"]), 1)


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def read(name):
    mark("before " + name)
    before = uss_mib()
    ACTIONS[name]()
    print("%s_copied_percent = %.1f" % (name, (uss_mib() - before) / DATA_MIB * 100))
    mark("after " + name)


if __name__ == "__main__":
    data = list(range(DATA_MIB * 2**20 // BYTES_PER_INTEGER))
    same_in_a_tuple = tuple(data)
    print("data_mib =", DATA_MIB)
    for name in sys.argv[1:] or ACTIONS:
        child = multiprocessing.get_context("fork").Process(target=read, args=(name,))
        child.start()
        child.join()
