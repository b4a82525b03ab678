"""Data that forkserver preloads: the parent does not have them, and all workers share those of the server.

    preloaded_by_forkserver.py [KIND]        list (default) or array

set_forkserver_preload() names a module, here this very file, which makes up to 1.8 million integers when it is
imported. The server imports it once, before it forks its first child. As in `alternatives`, a worker adds the
integers up. The program measures the second worker, and how long the first one took to begin, because the first
waits until the server has started and has imported the module:

  list    adding up copies every integer, as after any fork;
  array   nothing is copied.

The preloaded module is there under its own name: the worker's main module is another one. PYTHONPATH says where
Python finds it: the server of 3.13.0 does not look in the script's folder, that of 3.14.8 does.
Linux, because /proc tells the USS.
"""

import array
import multiprocessing
import os
import sys
import time

COUNT = int(os.environ.get("DATA_MIB", 112)) * 2**20 // 64
NAME = os.path.splitext(os.path.basename(__file__))[0]

if __name__ == NAME:  # imported by the server
    make = list if os.environ["KIND"] == "list" else lambda numbers: array.array("q", numbers)
    numbers = make(range(COUNT))


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def add_up(begun, measured):
    started = time.monotonic()
    print("%s_ms = %.1f" % ("start" if measured else "first_start", (started - begun) * 1000), flush=True)
    if measured:
        total = sum(sys.modules[NAME].numbers)
        print("adding_ms = %.1f" % ((time.monotonic() - started) * 1000))
        print("worker_uss_mib = %.1f" % uss_mib(), flush=True)
        assert total == COUNT * (COUNT - 1) // 2


if __name__ == "__main__":
    os.environ["KIND"] = (sys.argv[1:] + ["list"])[0]
    os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
    print("integers =", COUNT, flush=True)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([NAME])
    for measured in (False, True):
        worker = context.Process(target=add_up, args=(time.monotonic(), measured))
        worker.start()
        worker.join()
