"""A parent takes the result first and waits for its worker's end afterwards: this works at any size.

    get_before_join.py [BYTES [SECONDS [METHOD]]]     as for join_before_get.py

get() empties the pipe while the worker's thread fills it. When the parent has read everything, the
thread has nothing left to write and ends, so the worker ends, and join() returns. On every version
and with every start method.
"""

import multiprocessing
import sys
import time


def work(results, size, pause):
    time.sleep(pause)
    results.put(b"x" * size)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0
    context = multiprocessing.get_context(sys.argv[3] if len(sys.argv) > 3 else "fork")
    results = context.Queue()
    worker = context.Process(target=work, args=(results, size, pause))
    worker.start()
    print("the worker has been started", flush=True)
    result = results.get()
    worker.join()
    print("result_bytes =", len(result))
