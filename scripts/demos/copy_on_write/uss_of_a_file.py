"""USS is not what a process gives back when it ends: a file that only it maps counts, and stays in the page cache.

The parent writes a file of 16 MiB. A child maps the file and reads one byte of each page, and measures by how much
its USS grows: by the whole file, since no other process maps these pages. Then the child ends. The parent asks for each
page whether it is still in memory (a read with RWF_NOWAIT, which fails where the file would have to be fetched):
all of them are. The kernel keeps them in its page cache until it needs the room.

The other direction is not shown here: pages of a process that lie in swap are not in its USS (`SwapPss` in
/proc/PID/smaps_rollup counts them), and they are freed when it ends. The same on CPython 3.8 to 3.15.

Linux, because /proc tells the USS.
"""

import mmap
import os
import tempfile

SIZE = 16 << 20


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def is_in_memory(place):
    try:
        return os.preadv(file.fileno(), [bytearray(1)], place, os.RWF_NOWAIT) == 1
    except BlockingIOError:
        return False


if __name__ == "__main__":
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"1" * SIZE)
        file.flush()
        if os.fork() == 0:
            before = uss_mib()
            with mmap.mmap(file.fileno(), SIZE, access=mmap.ACCESS_READ) as memory:
                for place in range(0, SIZE, mmap.PAGESIZE):
                    memory[place]
                print("uss_growth_mib = %.1f" % (uss_mib() - before), flush=True)
            os._exit(0)
        os.wait()
        print("the child has ended")
        try:
            pages = [is_in_memory(place) for place in range(0, SIZE, mmap.PAGESIZE)]
            print("still_in_memory_percent = %.0f" % (100 * sum(pages) / len(pages)))
        except OSError:
            print("this file system does not say what is in memory")
