"""Measured by RSS, a forked child holds as much as its parent, whether it copies anything or not.

    by_rss.py [--full]        up to ten million integers

The experiment as it is usually made: a parent with a big list, a child that at first does nothing and then looks
at each number, and after each step the two figures that are easiest to have, resident and shared, the second
and third of /proc/PID/statm. They say the same three times. Neither can tell a page that is shared with the
parent from one that is not: the first counts both kinds in full, and the second counts neither, only pages of
files and of shared memory. See rss_and_uss for two columns that can.

The same on CPython 3.8 to 3.15. Linux, for /proc.
"""

import multiprocessing
import os
import sys

DATA_MIB = int(os.environ.get("DATA_MIB", 1024 if "--full" in sys.argv else 112))
BYTES_PER_INTEGER = sys.getsizeof(2**20) + 4 + 8  # rounded up to 16 bytes, and a reference


def report(who):
    with open("/proc/self/statm") as statm:
        size, resident, shared = [int(pages) for pages in statm.read().split()[:3]]
    page_mib = os.sysconf("SC_PAGE_SIZE") / 2**20
    print("%s_rss_mib = %.1f" % (who, resident * page_mib))
    print("%s_shared_mib = %.1f" % (who, shared * page_mib), flush=True)


def look_through():
    report("idle_child")
    for number in data:
        pass
    report("child_that_looked")


if __name__ == "__main__":
    data = list(range(min(10_000_000, DATA_MIB * 2**20 // BYTES_PER_INTEGER)))
    report("parent")
    child = multiprocessing.get_context("fork").Process(target=look_through)
    child.start()
    child.join()
