"""Measured by RSS, a forked child holds as much as its parent, whether it has copied anything or not.

    by_rss.py [--full]        up to ten million integers

The parent makes a big list. Its child first does nothing and then iterates over the list. At three moments the
program prints the two figures that are easiest to get, resident and shared: the second and the third of
/proc/PID/statm. They are nearly the same for the idle child and for the child that has copied the integers. The
first counts every page that the process has mapped, shared or not. The second counts pages of files and of shared
memory only, never a page that a fork shares. rss_and_uss has two columns that show the difference.

The same on CPython 3.8 to 3.15. Linux, for /proc.
"""

import multiprocessing
import os
import sys

DATA_MIB = int(os.environ.get("DATA_MIB", 1024 if "--full" in sys.argv else 112))
BYTES_PER_INTEGER = sys.getsizeof(2**20) + 4 + 8  # rounded up to 16 bytes, and a reference


def report(process):
    with open("/proc/self/statm") as statm:
        size, resident, shared = [int(pages) for pages in statm.read().split()[:3]]
    page_mib = os.sysconf("SC_PAGE_SIZE") / 2**20
    print("%s_rss_mib = %.1f" % (process, resident * page_mib))
    print("%s_shared_mib = %.1f" % (process, shared * page_mib), flush=True)


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
