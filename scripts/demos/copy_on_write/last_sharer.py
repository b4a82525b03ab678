"""The first write to a page that a fork shares copies the page; the last process that uses the page just keeps it.

The parent fills 32 MiB of memory and forks a child. Three times one of the two processes writes one byte to each
page of a half, and the program counts the pages that the kernel says it has reused instead of copied:

  child_first    the child writes to the first half. The parent uses the pages as well, so each is copied;
  parent_second  the parent writes to the first half. The child has its copies by now, so the parent is the last
                 process that uses the old pages: the kernel copies nothing and lets the parent write;
  parent_first   the parent writes to the second half, which both use: each page is copied, and this time the child
                 is left with the old ones.

So a write to a shared page copies it as long as another process uses the same page, no matter whether parent or
child writes. The count is `pgreuse` in /proc/vmstat, which is that of the whole machine: other programs can only
add to it. So all this is done ROUNDS times, and the least count of each kind is printed. Where the kernel does not
count this, the program says so. The same on CPython 3.8 to 3.15.

Linux, because /proc tells.
"""

import mmap
import os

HALF = 16 << 20
PAGES = HALF // mmap.PAGESIZE
ROUNDS = 5


def reused():
    with open("/proc/vmstat") as counters:
        return next((int(line.split()[1]) for line in counters if line.startswith("pgreuse ")), 0)


def write(memory, start):
    """Write to each page of a half, and return how many pages the kernel has reused meanwhile."""
    before = reused()
    for place in range(start, start + HALF, mmap.PAGESIZE):
        memory[place] = 2
    return reused() - before


def one_round():
    memory = mmap.mmap(-1, 2 * HALF, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for place in range(0, 2 * HALF, mmap.PAGESIZE):
        memory[place] = 1
    told, may_end = os.pipe(), os.pipe()
    if os.fork() == 0:
        os.write(told[1], b"%8d" % write(memory, 0))
        os.read(may_end[0], 1)
        os._exit(0)
    counts = {"child_first": int(os.read(told[0], 8))}
    counts["parent_second"] = write(memory, 0)
    counts["parent_first"] = write(memory, HALF)
    os.write(may_end[1], b"1")
    os.wait()
    for end in told + may_end:
        os.close(end)
    return counts


if __name__ == "__main__":
    print("pages_of_a_half =", PAGES, flush=True)
    rounds = [one_round() for _ in range(ROUNDS)]
    if not reused():
        print("this kernel does not count reused pages", flush=True)
    else:
        for name in rounds[0]:
            print("%s_reused_percent = %.0f" % (name, 100 * min(one[name] for one in rounds) / PAGES), flush=True)
