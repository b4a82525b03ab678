"""Mend this program: its worker copies a whole catalogue, although it does not even look at it.

    copy_on_write_warm_up.py COUNT

The parent loads a catalogue of COUNT lists, and forks a worker. A library that the worker uses makes garbage in cycles
and collects it. Until it has served, the worker may have at most 8 MiB of memory of its own (its USS), however often
the collector comes by. Add one line, and leave the library and the three calls of report(): "catalogue" in the parent,
"collected" and "served" in the worker.
"""

import gc
import multiprocessing
import sys

from reporting import report


def use_library():
    for _ in range(50_000):
        page = {}
        page["itself"] = page  # a cycle: garbage for the collector
    gc.collect()
    report("collected")


def serve(catalogue):
    use_library()
    report("served", len(catalogue))


def main():
    catalogue = [[number] for number in range(int(sys.argv[1]))]
    report("catalogue", [type(item).__name__ for item in catalogue[::100_000]])
    worker = multiprocessing.get_context("fork").Process(target=serve, args=(catalogue,))
    worker.start()
    worker.join()


if __name__ == "__main__":
    main()
