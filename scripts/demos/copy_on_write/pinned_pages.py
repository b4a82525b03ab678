"""fork() copies a page at once, before any process writes to it, if the page is pinned for input or output.

The parent fills 8 MiB of memory and registers half of it as a buffer of an io_uring. The kernel pins these pages: a
device could be writing to them at any time, so they must stay where they are and belong to the parent. Then the
parent forks a child that writes nothing. The child measures how much memory it shares with no other process, its
USS: the pinned half is in it, because fork() had to copy it. The other half is shared.

RDMA pins pages in the same way. Linux has copied pinned pages at the fork since 5.9.
Where this program may not use io_uring, as in many containers, or may not lock 4 MiB (`ulimit -l`), it says so.
The same on CPython 3.8 to 3.15.

Linux, for io_uring and /proc.
"""

import ctypes
import mmap
import os

SIZE = 8 << 20
IO_URING_SETUP, IO_URING_REGISTER, IORING_REGISTER_BUFFERS = 425, 427, 0  # the same numbers on every processor
libc = ctypes.CDLL(None, use_errno=True)


class Buffer(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def in_child(name):
    if os.fork() == 0:
        print("%s_child_uss_mib = %.1f" % (name, uss_mib()), flush=True)
        os._exit(0)
    os.wait()


if __name__ == "__main__":
    memory = mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for place in range(0, SIZE, mmap.PAGESIZE):
        memory[place] = 1
    in_child("not_pinned")
    ring = libc.syscall(IO_URING_SETUP, 8, ctypes.create_string_buffer(120))
    half = Buffer(ctypes.addressof(ctypes.c_char.from_buffer(memory)), SIZE // 2)
    if ring >= 0 and libc.syscall(IO_URING_REGISTER, ring, IORING_REGISTER_BUFFERS, ctypes.byref(half), 1) == 0:
        in_child("pinned")
    else:
        print("nothing could be pinned here:", os.strerror(ctypes.get_errno()))
