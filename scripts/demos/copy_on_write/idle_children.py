"""Four idle children of a big parent: by RSS five times the memory, by PSS little more than once.

The parent makes a list of integers, up to 1 GiB with --full, and forks four children that wait. Then it
adds up what /proc says of all five processes, in two ways: RSS counts a shared page five times, PSS
counts a fifth of it five times.

The USS of an idle child is about 1 MiB, for the small parent and for the big one: these are the pages that
Python itself writes to while it starts the child. The system call fork() copies none of the data, and it
runs no Python code, so it changes no reference count (see reference_counts). It does copy the page tables: eight
bytes for each page, 2 MiB for each GiB of the parent. No process's RSS, PSS or USS counts them.

Linux, because /proc tells PSS and USS. The start method is fork: with spawn and forkserver the children share
no data with the program that starts them.
"""

import multiprocessing
import os
import sys

CHILDREN = 4
DATA_MIB = int(os.environ.get("DATA_MIB", 1024 if "--full" in sys.argv else 112))
BYTES_PER_INTEGER = sys.getsizeof(2**20) + 4 + 8  # the object, rounded up to 16 bytes, and the reference to it


def mib(pid, file):
    with open("/proc/%d/%s" % (pid, file)) as fields:
        return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in fields if line.endswith(" kB\n")}


def be_idle(begun, over):
    begun.wait()
    over.wait()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    data = list(range(DATA_MIB * 2**20 // BYTES_PER_INTEGER))
    parent = mib(os.getpid(), "smaps_rollup")["Rss"]
    print("parent_mib = %.1f" % parent)
    begun, over = context.Barrier(CHILDREN + 1), context.Event()
    children = [context.Process(target=be_idle, args=(begun, over)) for _ in range(CHILDREN)]
    for child in children:
        child.start()
    begun.wait()
    held = [mib(child.pid, "smaps_rollup") for child in children]
    family = held + [mib(os.getpid(), "smaps_rollup")]
    for column in ("Rss", "Pss"):
        summed = sum(one[column] for one in family)
        print("summed_%s_mib = %.1f" % (column.lower(), summed))
        print("summed_%s_in_parents = %.2f" % (column.lower(), summed / parent))
    print("child_uss_mib = %.1f" % max(one["Private_Clean"] + one["Private_Dirty"] for one in held))
    print("child_page_tables_mib = %.1f" % mib(children[0].pid, "status")["VmPTE"])
    over.set()
    for child in children:
        child.join()
