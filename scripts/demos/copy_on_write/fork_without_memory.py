"""fork() fails with [Errno 12] Cannot allocate memory, although the machine has memory and the child would write none.

The parent reserves two blocks of addresses, each more than half as large as the machine's memory and swap, and writes
to neither. The kernel merges the two into one area. At the fork the kernel asks whether such an area could ever be
filled, by its usual rule (vm.overcommit_memory is 0): it is larger than memory and swap, so fork() is refused.

The same error comes at a lower size where vm.overcommit_memory is 2, because the kernel then counts every private
writable page twice at the fork, and where a limit on processes or memory is reached in a container.
From CPython 3.10 on subprocess, and multiprocessing's spawn, use vfork(), which copies no page tables, so they work
here. Before, they fork, and are refused too; with close_fds=False subprocess uses posix_spawn(), which copies none.
"""

import mmap
import multiprocessing
import os
import subprocess
import sys


def memory_and_swap():
    with open("/proc/meminfo") as file:
        kib = {line.split(":")[0]: int(line.split()[1]) for line in file}
    return (kib["MemTotal"] + kib["SwapTotal"]) * 1024


def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)[1]


def call(**options):
    return subprocess.call([sys.executable, "-c", ""], **options)


def spawn():
    child = multiprocessing.get_context("spawn").Process(target=os.getpid)
    child.start()
    child.join()
    return child.exitcode


def attempt(label, start, **options):
    try:
        print(f"{label}: exit code", start(**options), flush=True)
    except OSError as error:
        print(f"{label}: OSError:", error, flush=True)


if __name__ == "__main__":
    with open("/proc/sys/vm/overcommit_memory") as file:
        print("vm.overcommit_memory:", file.read().strip())
    size = memory_and_swap() * 6 // 10 // mmap.PAGESIZE * mmap.PAGESIZE
    blocks = [mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) for _ in range(2)]
    print("two blocks are reserved and not used", flush=True)
    attempt("fork", fork)
    attempt("subprocess", call)
    attempt("subprocess with close_fds=False", call, close_fds=False)
    attempt("spawn", spawn)
