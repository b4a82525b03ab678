"""The same numbers in a list, an array, shared memory and a mapped file: what one worker pays for each.

    alternatives.py [KIND [START_METHOD]]        list, array, shared_memory, mmap; fork (default), spawn, forkserver

The parent makes up to 1.8 million integers and starts one worker, which adds them all up. The program
prints three figures: how long it takes from start() to the worker's first line, how long the adding
takes, and the USS of the worker after that, which is the memory that it shares with no other process.

  list           with fork, adding up copies every integer. With spawn and forkserver the list is pickled, so
                 the worker has a list of its own from the beginning, and starting takes longer;
  array          eight bytes a number, no objects, no reference counts. With fork nothing is copied.
                 With spawn and forkserver the array is pickled as one block;
  shared_memory  the same block with every start method: the parent sends its name only;
  mmap           the same block in a file. The kernel keeps one copy in memory for all processes.

Linux, because /proc tells the USS.
"""

import array
import mmap
import multiprocessing
import os
import sys
import tempfile
import time
from multiprocessing.shared_memory import SharedMemory

COUNT = int(os.environ.get("DATA_MIB", 112)) * 2**20 // 64  # a list takes 40 bytes a number, or 56, and its pickle 5


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def open_numbers(kind, handle):
    if kind == "shared_memory":
        memory = SharedMemory(handle)
        return memory.buf[: COUNT * 8].cast("q"), memory
    if kind == "mmap":
        with open(handle, "rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return memoryview(memory).cast("q"), memory
    return handle, None


def add_up(begun, kind, handle):
    print("start_ms = %.1f" % ((time.monotonic() - begun) * 1000))
    numbers, memory = open_numbers(kind, handle)
    began = time.monotonic()
    total = sum(numbers)
    print("adding_ms = %.1f" % ((time.monotonic() - began) * 1000))
    print("worker_uss_mib = %.1f" % uss_mib(), flush=True)
    assert total == COUNT * (COUNT - 1) // 2
    if memory:
        numbers.release()
        memory.close()


if __name__ == "__main__":
    kind, method = (sys.argv[1:] + ["list", "fork"][len(sys.argv) - 1 :])[:2]
    numbers = handle = list(range(COUNT)) if kind == "list" else array.array("q", range(COUNT))
    print("integers =", COUNT)
    if kind == "shared_memory":
        memory = SharedMemory(create=True, size=COUNT * 8)
        memory.buf[: COUNT * 8] = memoryview(numbers).cast("B")
        handle = memory.name
    elif kind == "mmap":
        file = tempfile.NamedTemporaryFile()
        file.truncate(COUNT * 8)
        memory = mmap.mmap(file.fileno(), COUNT * 8)
        memory[:] = memoryview(numbers).cast("B")
        handle = file.name
    begun = time.monotonic()
    worker = multiprocessing.get_context(method).Process(target=add_up, args=(begun, kind, handle))
    worker.start()
    worker.join()
    if kind == "shared_memory":
        memory.close()
        memory.unlink()
