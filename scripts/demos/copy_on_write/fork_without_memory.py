"""fork() fails with [Errno 12] Cannot allocate memory, although the machine has memory and the child would write none.

The parent reserves two blocks of addresses, each more than half as large as the machine's memory and swap, and writes
to neither. The kernel merges the two into one area. At the fork the kernel asks whether such an area could ever be
filled, by its usual rule (vm.overcommit_memory is 0): it is larger than memory and swap, so fork() is refused.

The same error comes at a lower size where vm.overcommit_memory is 2, because the kernel then counts every private
writable page twice at the fork, and where a limit on processes or memory is reached in a container.
A child of subprocess or posix_spawn copies no page tables, so it still starts.
"""

import mmap
import os
import subprocess
import sys


def memory_and_swap():
    with open("/proc/meminfo") as file:
        kib = {line.split(":")[0]: int(line.split()[1]) for line in file}
    return (kib["MemTotal"] + kib["SwapTotal"]) * 1024


if __name__ == "__main__":
    with open("/proc/sys/vm/overcommit_memory") as file:
        print("vm.overcommit_memory:", file.read().strip())
    size = memory_and_swap() * 6 // 10 // mmap.PAGESIZE * mmap.PAGESIZE
    blocks = [mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) for _ in range(2)]
    print("two blocks are reserved and not used", flush=True)
    try:
        child = os.fork()
    except OSError as error:
        print("fork: OSError:", error, flush=True)
    else:
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        print("fork: worked", flush=True)
    print("subprocess: exit code", subprocess.call([sys.executable, "-c", ""], close_fds=False))
