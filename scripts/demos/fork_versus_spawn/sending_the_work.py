"""What it costs in time and memory to give one big argument to a child, in three ways.

    sending_the_work.py HOW MIB [--full]        HOW pickled, inherited, shared_memory

The parent has MIB of bytes (with --full sixteen times as many), and a child reads all of them. The program
measures the time from start() until the child has read them, the processor time of both processes, by how much
the parent grew meanwhile, and how much memory the child then shares with no other process (USS).

  pickled        spawn, as an argument: the parent makes a pickle, which is a copy, and sends it through a
                 pipe; the child keeps a copy too;
  inherited      fork, as a global: nothing is sent, and both processes read the same memory;
  shared_memory  spawn, by name: only the name is sent, and both processes read the same memory. The program
                 must first copy the bytes into it.

Linux, because /proc tells the USS. The same on every version.
"""

import multiprocessing
import resource
import sys
import time
import zlib
from multiprocessing.shared_memory import SharedMemory

data = b""


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor_ms():
    """The processor time of this process and of its children that have ended."""
    usages = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages) * 1000


def read(begun, argument, name):
    if name:
        memory = SharedMemory(name)
        zlib.crc32(memory.buf)
    else:
        zlib.crc32(argument or data)
    print("ready_ms = %.1f" % ((time.monotonic() - begun) * 1000))
    print("child_uss_mib = %.1f" % uss_mib(), flush=True)
    if name:
        memory.close()


if __name__ == "__main__":
    how, mib = sys.argv[1:3]
    data = b"x" * (int(mib) * 2**20 * (16 if "--full" in sys.argv else 1))
    print("data_mib =", len(data) >> 20, flush=True)
    argument, name = None, None
    if how == "pickled":
        argument = data
    elif how == "shared_memory":
        memory = SharedMemory(create=True, size=len(data))
        memory.buf[: len(data)] = data
        name = memory.name
    before = peak_mib()
    begun, computed = time.monotonic(), processor_ms()
    context = multiprocessing.get_context("fork" if how == "inherited" else "spawn")
    child = context.Process(target=read, args=(begun, argument, name))
    child.start()
    child.join()
    print("processor_ms = %.0f" % (processor_ms() - computed))
    print("parent_growth_mib = %.1f" % (peak_mib() - before))
    if name:
        memory.close()
        memory.unlink()
