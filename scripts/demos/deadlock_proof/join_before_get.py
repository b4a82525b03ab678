"""A parent waits for its worker to end before it takes the worker's result: with a large result neither ever goes on.

    join_before_get.py [BYTES [SECONDS [METHOD]]]

BYTES is the size of the result, by default 1000000. SECONDS is a pause of the worker, by default
none. METHOD is the start method, by default fork.

put() hands the result to a thread of the worker, which writes it into a pipe. On Linux a pipe holds
64 KiB. The thread waits with the rest until the parent reads. The parent reads only when the worker
has ended, and the worker ends only when its thread has written everything. A small result fits into
the pipe, and then the same program exits with 0. With SECONDS, the worker pauses first, as it would
for a slow server; the parent waits just as long, and goes on.

On every version and with every start method. The documentation of multiprocessing warns of it under
"Joining processes that use queues".
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
    worker.join()
    print("result_bytes =", len(results.get()))
