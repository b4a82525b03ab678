"""The same numbers in an Arrow file that every worker maps: one copy in memory, with every start method.

    arrow_array.py [START_METHOD]        fork (default), spawn, forkserver

As in `alternatives`, a worker adds up to 1.8 million integers. The parent writes them to a file in Arrow's
format. The worker maps the file into memory and works on the mapping: it makes no Python object for a number,
and it does not copy the numbers. The kernel keeps one copy of the file in memory for all processes. The worker's
own memory is that of the library.

Linux, because /proc tells the USS.
"""

import multiprocessing
import os
import sys
import tempfile
import time

import pyarrow
import pyarrow.compute

COUNT = int(os.environ.get("DATA_MIB", 112)) * 2**20 // 64


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def add_up(begun, path):
    started = time.monotonic()
    print("start_ms = %.1f" % ((started - begun) * 1000))
    with pyarrow.memory_map(path) as memory:
        total = pyarrow.compute.sum(pyarrow.ipc.open_file(memory).read_all()["numbers"]).as_py()
    print("adding_ms = %.1f" % ((time.monotonic() - started) * 1000))
    print("worker_uss_mib = %.1f" % uss_mib(), flush=True)
    assert total == COUNT * (COUNT - 1) // 2


if __name__ == "__main__":
    table = pyarrow.table({"numbers": pyarrow.array(range(COUNT), pyarrow.int64())})
    with tempfile.NamedTemporaryFile(suffix=".arrow") as file:
        with pyarrow.ipc.new_file(file.name, table.schema) as writer:
            writer.write_table(table)
        print("integers =", COUNT, flush=True)
        context = multiprocessing.get_context((sys.argv[1:] + ["fork"])[0])
        worker = context.Process(target=add_up, args=(time.monotonic(), file.name))
        worker.start()
        worker.join()
