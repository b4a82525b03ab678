"""Many references to few objects: cheap to iterate over on every version, immortal or not.

Each list has a million references. A child iterates over the list, and measures by how much its USS grows:

  none    all refer to None, one object on one page;
  small   they refer to the integers 0 to 255, which exist once each, on two or three pages;
  large   they refer to a million different integers: every page with one of them is copied.

From 3.12 on None and the small integers are immortal (PEP 683): taking a reference to one writes nothing.
Before, it wrote to each of them many thousand times, but only to their few pages, and a page is copied only
once. So immortality has saved those few pages for copy-on-write. The data of a program are not immortal.

Linux, because /proc tells the USS.
"""

import multiprocessing
import os
import sys

COUNT = min(1_000_000, int(os.environ.get("DATA_MIB", 112)) * 2**20 // 56)
KINDS = {
    "none": lambda: [None] * COUNT,
    "small": lambda: [number % 256 for number in range(COUNT)],
    "large": lambda: list(range(COUNT)),
}


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def look_through(kind):
    before, count = uss_mib(), sys.getrefcount(data[-1])
    for item in data:
        pass
    print("%s_reference_count = %d" % (kind, count))
    print("%s_uss_growth_mib = %.2f" % (kind, uss_mib() - before))


if __name__ == "__main__":
    for kind, make in KINDS.items():
        data = make()
        child = multiprocessing.get_context("fork").Process(target=look_through, args=(kind,))
        child.start()
        child.join()
