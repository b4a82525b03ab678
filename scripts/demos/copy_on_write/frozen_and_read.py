"""gc.freeze() does not keep an object shared that the child reads: it protects no reference count.

The parent holds up to 300 000 small lists and as many integers. A separate forked child does each of two actions, once
without and once with gc.freeze() before the fork, and measures by how much its USS grows:

  collect    gc.collect() copies the lists, unless they are frozen. It is not done for the integers: the collector
             does not track them, so there is nothing to freeze;
  iterate    takes a reference to each object, which is a write to it: all are copied, frozen or not.

The same on CPython 3.8 to 3.15. Linux, because /proc tells the USS.
"""

import gc
import multiprocessing
import os

COUNT = min(300_000, int(os.environ.get("DATA_MIB", 112)) * 2**20 // 120)


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def iterate(data):
    for item in data:
        pass


def collect(data):
    gc.collect()


def act(name, action, data):
    before = uss_mib()
    action(data)
    print("%s_mib = %.1f" % (name, uss_mib() - before), flush=True)


if __name__ == "__main__":
    print("objects =", COUNT)
    lists, integers = [[] for _ in range(COUNT)], list(range(COUNT))
    for frozen in ("", "_frozen"):
        if frozen:
            gc.freeze()
        for kind, data, actions in [("lists", lists, (collect, iterate)), ("integers", integers, (iterate,))]:
            for action in actions:
                name = "%s_%s%s" % (kind, action.__name__, frozen)
                child = multiprocessing.get_context("fork").Process(target=act, args=(name, action, data))
                child.start()
                child.join()
