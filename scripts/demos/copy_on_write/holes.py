"""Memory that the parent freed before the fork costs the child a page for each hole that it fills.

The parent makes up to 400 000 objects of 64 bytes, 64 to a page, and forks a child. The child makes a
hundredth as many objects of the same size: 0.25 MiB. New objects go into free places on existing pages
before they go onto new pages. So the cost depends on the holes in the memory that parent and child share:

  nothing_freed         the child gets new pages, as many as it fills;
  freed_together        the parent freed a hundredth, all next to each other: as good;
  freed_here_and_there  the parent freed every hundredth object: each new object of the child copies a page;
  garbage_left          every hundredth thing is garbage in a cycle that was not collected: as good;
  garbage_collected     the same, with gc.collect() right before the fork: the collection made the holes.

So a collection before the fork, which is meant to make the parent smaller, makes its children bigger. It is
better to disable the collector early, and to freeze the garbage with everything else (gc.freeze).
bpo-31558 = gh-75739 has Instagram's account of it.

Linux, because /proc tells the USS.
"""

import gc
import multiprocessing
import os

DATA_MIB = int(os.environ.get("DATA_MIB", 112))
COUNT = min(400_000, DATA_MIB * 2**20 // 72)
VARIANTS = ["nothing_freed", "freed_together", "freed_here_and_there", "garbage_left", "garbage_collected"]


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def make_64_bytes():
    return bytes(23)


def fill(variant):
    made = [None] * (COUNT // 100)
    before = uss_mib()
    for place in range(len(made)):
        made[place] = make_64_bytes()
    print("%s_uss_growth_mib = %.1f" % (variant, uss_mib() - before), flush=True)


def serve(variant):
    gc.disable()
    data = []
    for number in range(COUNT):
        data.append(make_64_bytes())
        if variant.startswith("garbage") and number % 100 == 0:
            cycle = [make_64_bytes()]
            cycle.append(cycle)
            del cycle
    if variant == "freed_together":
        del data[: COUNT // 100]
    elif variant == "freed_here_and_there":
        del data[::100]
    elif variant == "garbage_collected":
        gc.collect()
    child = context.Process(target=fill, args=(variant,))
    child.start()
    child.join()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    print("objects =", COUNT)
    for variant in VARIANTS:
        parent = context.Process(target=serve, args=(variant,))
        parent.start()
        parent.join()
