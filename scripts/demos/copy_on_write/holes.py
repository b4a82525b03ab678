"""What the parent freed before the fork costs the child a page for each hole that it fills.

The parent makes up to 400 000 objects of 64 bytes, 64 to a page, and forks a child that makes a
hundredth as many of its own, of the same size: 0.25 MiB. What that costs depends on the holes in the
memory that it shares with its parent, for new objects go into free places before they go onto new pages:

  nothing_freed         the child gets new pages, as many as it fills;
  freed_together        a hundredth was freed, all of it next to each other: as good;
  freed_here_and_there  every hundredth was freed: each object of the child copies a page;
  garbage_left          every hundredth thing is garbage in a cycle, which nobody has collected: as good;
  garbage_collected     the same, and gc.collect() right before the fork: that made the holes.

So a collection before the fork, meant to make the parent small, makes its children big; the collector
had better be disabled early, and what it would have freed be frozen with all the rest (gc.freeze).
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
