"""Many times slower on 3.14 than before: each child is given the whole table, and needs one row.

    whole_data_for_each_child.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

Four children get a table and the number of their row. Under fork it costs nothing to pass the table, because the
child has a copy of the parent's memory. For a child of spawn or forkserver the table is pickled, sent and built
again, four times. The first child is not counted, because it also starts forkserver's server.

On Linux the default is fork up to CPython 3.13 and forkserver from 3.14 on (gh-84559).
"""

import multiprocessing
import sys
import time


def show(table, number):
    print("row", number, "is", table[number], flush=True)


if __name__ == "__main__":
    context = multiprocessing.get_context(*sys.argv[1:])
    table = {number: str(number) for number in range(400000)}
    for number in range(5):
        if number == 1:
            begun, computed = time.monotonic(), time.process_time()
        child = context.Process(target=show, args=(table, number))
        child.start()
        child.join()
    print("four_children_ms = %.1f" % ((time.monotonic() - begun) * 1000))
    print("parent_processor_ms = %.1f" % ((time.process_time() - computed) * 1000))
