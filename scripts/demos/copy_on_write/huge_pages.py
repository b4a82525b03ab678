"""A write to a huge page that a fork shares copies one small page of it, on Linux since 5.8.

The parent asks for huge pages (madvise) for 64 MiB and fills them. That works where the system gives huge pages
on request or always. Then it forks a child. The child writes one byte into each of 16 huge pages, and measures by
how much its USS grows and how many MiB of huge pages it has left:

  Linux 5.8 and later: the kernel splits the huge page for the process that writes, and copies one small page;
  before: the kernel copied all of it, 2 MiB on x86-64, and this program would print 32.

The kernel may merge small pages into a huge page again later: see collapsed_pages. Where the setting in
/sys/kernel/mm/transparent_hugepage/enabled is "never", there are no huge pages: the program says so, and a small page
is copied in any case. CPython 3.8 to 3.15. Linux, because /proc tells the USS.
"""

import mmap
import os

SIZE, WRITES = 64 << 20, 16


def mib(*names):
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.split(":")[0] in names) / 1024


if __name__ == "__main__":
    memory = mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        memory.madvise(mmap.MADV_HUGEPAGE)
    except OSError:
        print("this kernel knows no huge pages")
    for start in range(0, SIZE, mmap.PAGESIZE):
        memory[start] = 1
    if mib("AnonHugePages") < SIZE >> 20:
        print("no huge pages here, or too few: this says nothing of them")
    print("huge_pages_mib = %.0f" % mib("AnonHugePages"), flush=True)
    if os.fork() == 0:
        before = mib("Private_Clean", "Private_Dirty")
        for number in range(WRITES):
            memory[SIZE // WRITES * number] = 2
        print("bytes_written = %d" % WRITES)
        print("uss_growth_mib = %.1f" % (mib("Private_Clean", "Private_Dirty") - before))
        print("huge_pages_left_mib = %.0f" % mib("AnonHugePages"), flush=True)
        os._exit(0)
    os.wait()
