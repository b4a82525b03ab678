"""Reading a list can copy it: iterating over it does, and len() does not.

    reading_is_writing.py [ACTION …]        one or more of ACTIONS, else all of them

A separate forked child does each action on the parent's list of integers. It measures by how much its USS
grows, in percent of the whole data: the integers, the list's array of references to them, and a second
such array, that of a tuple. To take a reference to an integer, CPython raises the count in the integer.
That copies the page on which the integer lies, although no value changes:

  iterate, sum, copy   take a reference to each integer, and so copy them all;
  len, index           take none, and one;
  sort                 moves references, and so copies the list's array; it compares without taking references;
  sorted               copies the list first, and that takes a reference to each integer;
  hash                 a tuple's hash reads each integer without taking a reference, and copies nothing.

So the C code below decides, not whether the action "only reads". That code changes: pickle copies nothing
on 3.8 and 3.9, and every integer since it keeps a reference to what it saves (gh-92930, 2022). The
other actions are the same from 3.8 to 3.15.

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
    """Name this moment; wait if a process outside wants to measure it."""
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
