"""The first write to a page that a fork shares copies the page; the last process that uses the page just keeps it.

The parent fills 32 MiB of memory and forks a child. Three times one of the two processes writes one byte to each
page of a half, and the program prints how many pages the kernel says it has reused instead of copied:

  child_first    the child writes to the first half. The parent uses the pages as well, so each is copied;
  parent_second  the parent writes to the first half. The child has its copies by now, so the parent is the last
                 process that uses the old pages: the kernel copies nothing and lets the parent write;
  parent_first   the parent writes to the second half, which both use: each page is copied, and this time the child
                 is left with the old ones.

So a write to a shared page copies it as long as another process uses the same page, no matter whether parent or
child writes. The count is `pgreuse` in /proc/vmstat, which is that of the whole machine: other programs can only
add to it. Where the kernel does not count this, the program says so. The same on CPython 3.8 to 3.15.

Linux, because /proc tells.
"""

import mmap
import os

HALF = 16 << 20
PAGES = HALF // mmap.PAGESIZE


def reused():
    with open("/proc/vmstat") as counters:
        return next((int(line.split()[1]) for line in counters if line.startswith("pgreuse ")), None)


def write(name, start):
    before = reused()
    for place in range(start, start + HALF, mmap.PAGESIZE):
        memory[place] = 2
    if before is not None:
        print("%s_reused_percent = %.0f" % (name, 100 * (reused() - before) / PAGES), flush=True)


if __name__ == "__main__":
    memory = mmap.mmap(-1, 2 * HALF, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for place in range(0, 2 * HALF, mmap.PAGESIZE):
        memory[place] = 1
    print("pages_of_a_half =", PAGES, flush=True)
    if reused() is None:
        print("this kernel does not count reused pages", flush=True)
    child_has_written, may_end = os.pipe(), os.pipe()
    if os.fork() == 0:
        write("child_first", 0)
        os.write(child_has_written[1], b"1")
        os.read(may_end[0], 1)
        os._exit(0)
    os.read(child_has_written[0], 1)
    write("parent_second", 0)
    write("parent_first", HALF)
    os.write(may_end[1], b"1")
    os.wait()
