"""The same numbers in a NumPy array: a forked worker that adds them up copies nothing.

    numpy_array.py [START_METHOD]        fork (default), spawn, forkserver

As in `alternatives`, a worker adds up to 1.8 million integers. They are 64-bit numbers in one block of memory.
numbers.sum() makes no Python object of a number: so it writes no reference count, and is many times as fast.
With spawn and forkserver the block is pickled, and the worker has a block of its own. numpy.frombuffer() over shared
memory, or numpy.load(…, mmap_mode="r"), avoids that.

Linux, because /proc tells the USS.
"""

import multiprocessing
import os
import sys
import time

import numpy

COUNT = int(os.environ.get("DATA_MIB", 112)) * 2**20 // 64


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def add_up(begun, numbers):
    started = time.monotonic()
    print("start_ms = %.1f" % ((started - begun) * 1000))
    total = int(numbers.sum())
    print("adding_ms = %.1f" % ((time.monotonic() - started) * 1000))
    print("worker_uss_mib = %.1f" % uss_mib(), flush=True)
    assert total == COUNT * (COUNT - 1) // 2


if __name__ == "__main__":
    numbers = numpy.arange(COUNT)
    print("integers =", COUNT, flush=True)
    context = multiprocessing.get_context((sys.argv[1:] + ["fork"])[0])
    worker = context.Process(target=add_up, args=(time.monotonic(), numbers))
    worker.start()
    worker.join()
