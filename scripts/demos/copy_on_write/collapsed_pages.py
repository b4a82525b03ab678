"""The kernel can merge small pages into a huge one: the USS of a process then grows although it writes nothing.

The parent asks for huge pages (madvise) for 32 MiB, fills them, and forks a child. The child writes to 300 of the
512 small pages of each huge page, and so copies these and no others. Then it writes nothing more, but the kernel
merges the pages of each huge page, those that are still shared included: it copies them for that, and the USS of the
child grows to all 32 MiB.

Usually a thread of the kernel, khugepaged, does this some seconds or minutes later, to huge pages of which at most
half is shared (`max_ptes_shared`). To have it at once, the child asks for it: madvise(MADV_COLLAPSE), which
Linux has since 6.1. Where there are no huge pages, or the kernel refuses, the program says so. CPython 3.8 to 3.15.

Linux, because /proc tells the USS.
"""

import mmap
import os

HUGE, NUMBER = 2 << 20, 16
MADV_COLLAPSE = 25  # <linux/mman.h>; module mmap does not name it on any version


def mib(*names):
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.split(":")[0] in names) / 1024


def report(when):
    print("%s_uss_growth_mib = %.1f" % (when, mib("Private_Clean", "Private_Dirty") - before), flush=True)


if __name__ == "__main__":
    memory = mmap.mmap(-1, HUGE * NUMBER, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        memory.madvise(mmap.MADV_HUGEPAGE)
    except OSError:
        print("this kernel knows no huge pages")
    for place in range(0, HUGE * NUMBER, mmap.PAGESIZE):
        memory[place] = 1
    print("huge_pages_mib = %.0f" % mib("AnonHugePages"), flush=True)
    if os.fork() == 0:
        before = mib("Private_Clean", "Private_Dirty")
        for first in range(0, HUGE * NUMBER, HUGE):
            for page in range(300):
                memory[first + page * mmap.PAGESIZE] = 2
        report("written")
        try:
            memory.madvise(MADV_COLLAPSE)
        except OSError as error:
            print("the kernel merged nothing:", error)
        report("merged")
        os._exit(0)
    os.wait()
