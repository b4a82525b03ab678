"""What it costs to start a child: the time from start() to the child's first line, and its memory.

    time_to_first_line.py METHOD [PARENT [CHILDREN]] [--full]        METHOD fork, spawn, forkserver

PARENT is small, or big: a big one holds a list of integers, up to 112 MiB, with --full up to 1024. CHILDREN are
started one after the other and live at the same time, 1 by default; fewer if MEMORY_MIB in the environment
says that so many do not fit. Each sends the time at which its target begins. That is repeated until there are
twenty or more.

Under fork the kernel copies the parent's page tables, so the cost grows with the parent. A spawned child is
a new interpreter, whatever the parent holds. Under forkserver the children are forked from a small server,
which is started with the first of them. Where there is a /proc, the first child's memory is measured before it
does anything: what it shares with no other process (USS).

The times depend on the machine and on what else it does.
"""

import multiprocessing
import os
import statistics
import sys
import time

STARTS = 20
MIB_PER_CHILD = 12  # more than a child holds that has only begun; and what the parent and the server hold
MOST_CHILDREN = max(1, (int(os.environ.get("MEMORY_MIB", 2048)) - 60) // MIB_PER_CHILD)


def say_first_line(connection):
    connection.send(time.monotonic())  # one clock for all processes of a machine
    connection.recv()


def report_memory(child):
    with open("/proc/%d/smaps_rollup" % child.pid) as rollup:
        kib = sum(int(line.split()[1]) for line in rollup if line.startswith("Private_"))
    print("child_uss_mib = %.1f" % (kib / 1024))


def start(context, children, look=None):
    """Return the milliseconds that each child needed; have one looked at while it waits."""
    begun, started = [], []
    for _ in range(children):
        mine, theirs = context.Pipe()
        child = context.Process(target=say_first_line, args=(theirs,))
        begun.append(time.monotonic())
        child.start()
        started.append((child, mine))
    needed = [(mine.recv() - before) * 1000 for before, (_, mine) in zip(begun, started)]
    if look:
        look(started[0][0])
    for child, mine in started:
        mine.send("go")
        child.join()
    return needed


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--full"]
    method, parent, children = (words + ["small", "1"][len(words) - 1 :])[:3]
    children = min(int(children), MOST_CHILDREN)
    print("children =", children)
    data = []
    if parent == "big":
        data = list(range(int(os.environ.get("DATA_MIB", 1024 if "--full" in sys.argv else 112)) * 2**20 // 40))
        print("parent_data_mib =", len(data) * 40 >> 20)
    context = multiprocessing.get_context(method)
    first = start(context, 1, look=report_memory if sys.platform == "linux" else None)
    needed = []
    while len(needed) < STARTS:
        needed += start(context, children)
    needed.sort()
    print("very_first_ms = %.1f" % first[0])
    print("median_ms = %.1f" % statistics.median(needed))
    print("most_ms = %.1f" % needed[-1])
    print("all, in ms:", " ".join("%.1f" % one for one in needed))
