"""A control group counts a page that processes share once: its figure follows the sum of PSS, not that of RSS.

The parent makes a list of integers and forks four children. First the children are idle, then each of them
iterates over the list and so copies the integers. At both moments the program prints by how much three
figures have grown since before the data were made:

  rss     the RSS of all five processes, added up: it counts a shared page five times;
  pss     their PSS, added up: it counts a shared page once;
  group   what the kernel counts for the control group that this program runs in: `memory.current` of
          version 2, `memory.usage_in_bytes` of version 1. A container's limit is compared with this figure.

The group's figure also has memory of the kernel for these processes (page tables) and the page cache of
files that they have read. It has everything of every other process in the group, too, so run this program
while nothing else happens there. Where no control group can be read, the lines with `group` are missing.

Linux, for /proc and /sys/fs/cgroup.
"""

import multiprocessing
import os
import sys

CHILDREN = 4
COUNT = int(os.environ.get("DATA_MIB", 112)) // 4 * 2**20 // (sys.getsizeof(2**20) + 4 + 8)


def group_files():
    """Name the files that may hold this program's group: the path is not visible in every container."""
    with open("/proc/self/cgroup") as groups:
        for line in groups:
            _, controllers, path = line.rstrip("\n").split(":", 2)
            if "memory" in controllers.split(","):
                yield "/sys/fs/cgroup/memory%s/memory.usage_in_bytes" % path
                yield "/sys/fs/cgroup/memory/memory.usage_in_bytes"
            elif not controllers:
                yield "/sys/fs/cgroup%s/memory.current" % path
                yield "/sys/fs/cgroup/memory.current"


def measure(pids):
    figures = {"rss": 0, "pss": 0}
    for pid in pids:
        with open("/proc/%d/smaps_rollup" % pid) as rollup:
            fields = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in rollup if line.endswith(" kB\n")}
        figures["rss"] += fields["Rss"]
        figures["pss"] += fields["Pss"]
    for path in filter(os.path.exists, group_files()):
        with open(path) as usage:
            figures["group"] = int(usage.read()) / 2**20
        break
    return figures


def child():
    barrier.wait()
    barrier.wait()
    for number in data:
        pass
    barrier.wait()
    barrier.wait()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    before = measure([os.getpid()])
    data = list(range(COUNT))
    loaded = measure([os.getpid()])
    print("data_mib = %.1f" % (loaded["pss"] - before["pss"]))
    barrier = context.Barrier(CHILDREN + 1)
    children = [context.Process(target=child) for _ in range(CHILDREN)]
    for one in children:
        one.start()
    for moment in ("idle", "iterated"):
        barrier.wait()
        for column, figure in measure([os.getpid()] + [one.pid for one in children]).items():
            print("%s_%s_growth_mib = %.1f" % (moment, column, figure - before[column]))
        barrier.wait()
    for one in children:
        one.join()
    print("a control group can be read:", "yes" if "group" in before else "no")
