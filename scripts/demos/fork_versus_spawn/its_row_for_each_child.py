"""Each child is sent its row and nothing else, so there is little to send under every start method.

    its_row_for_each_child.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same program as whole_data_for_each_child. Where even a child's part is big, let the child read it itself,
or put it into shared memory. The same on every version.
"""

import multiprocessing
import sys
import time


def show(row, number):
    print("row", number, "is", row, flush=True)


if __name__ == "__main__":
    context = multiprocessing.get_context(*sys.argv[1:])
    table = {number: str(number) for number in range(400000)}
    for number in range(5):
        if number == 1:
            begun, computed = time.monotonic(), time.process_time()
        child = context.Process(target=show, args=(table[number], number))
        child.start()
        child.join()
    print("four_children_ms = %.1f" % ((time.monotonic() - begun) * 1000))
    print("parent_processor_ms = %.1f" % ((time.process_time() - computed) * 1000))
