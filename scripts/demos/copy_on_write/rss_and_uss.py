"""RSS cannot show what a forked child copies; PSS and USS can.

The parent holds a list of integers, up to ten million with --full. It forks a child that first does nothing,
then iterates over the list once. Four figures are measured at both moments:

  RSS      the pages that the process has mapped, shared ones included. It says that the idle child is as big as
           its parent. It does not change when the child copies most of the data, because each copy takes the
           place of a page that was shared;
  shared   the third figure of /proc/PID/statm: it counts pages of files and of shared memory only, never
           pages that a fork shares;
  PSS      each page divided by the number of processes that map it;
  USS      the pages that no other process maps: 1 MiB for the idle child, and then four fifths of the data, all
           the integers. The list's own array of references is read, not written, and stays shared.

The same on CPython 3.8 to 3.15: to iterate over objects is to count a reference in each of them.

Linux, because /proc tells PSS and USS.
"""

import multiprocessing
import os
import sys

DATA_MIB = int(os.environ.get("DATA_MIB", 1024 if "--full" in sys.argv else 112))
BYTES_PER_INTEGER = sys.getsizeof(2**20) + 4 + 8  # the object, rounded up to 16 bytes, and the reference to it


def mark(name):
    """Name this moment; wait if a process outside wants to measure it."""
    print("mark:", name, flush=True)
    if "MARK_DESCRIPTOR" in os.environ:
        os.read(int(os.environ["MARK_DESCRIPTOR"]), 1)


def report(when):
    with open("/proc/self/statm") as statm:
        shared = int(statm.read().split()[2]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    with open("/proc/self/smaps_rollup") as rollup:
        mib = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in rollup if line.endswith(" kB\n")}
    print("%s_rss_mib = %.1f" % (when, mib["Rss"]))
    print("%s_shared_mib = %.1f" % (when, shared))
    print("%s_pss_mib = %.1f" % (when, mib["Pss"]))
    print("%s_uss_mib = %.1f" % (when, mib["Private_Clean"] + mib["Private_Dirty"]))
    mark(when)
    return mib["Rss"], mib["Private_Clean"] + mib["Private_Dirty"]


def look_through():
    rss_before, uss_before = report("idle")
    for number in data:
        pass
    rss_after, uss_after = report("iterated")
    print("rss_growth_mib = %.1f" % (rss_after - rss_before))
    print("uss_growth_percent_of_data = %.0f" % (100 * (uss_after - uss_before) / data_mib))


if __name__ == "__main__":
    data = list(range(min(10_000_000, DATA_MIB * 2**20 // BYTES_PER_INTEGER)))
    data_mib = len(data) * BYTES_PER_INTEGER / 2**20
    print("data_mib = %.0f" % data_mib)
    child = multiprocessing.get_context("fork").Process(target=look_through)
    child.start()
    child.join()
