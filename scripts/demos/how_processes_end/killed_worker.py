"""A worker is killed: a Pool waits for its result forever, and an executor raises BrokenProcessPool.

    killed_worker.py [Pool | ProcessPoolExecutor]        default: Pool

The worker sends SIGKILL to itself, as the kernel does to a process when memory runs out. No traceback is
possible. A Pool notices that the worker is gone and starts another, but the task went with the old worker, and
map() waits for a result that no process computes. ProcessPoolExecutor watches its workers as well, and when
one is gone it gives up: each unfinished future gets BrokenProcessPool, and submit() raises it from then on.

Every version, Linux. See gh-66587 for the Pool.
"""

import concurrent.futures
import multiprocessing
import os
import signal
import sys


def square(number):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    if "ProcessPoolExecutor" in sys.argv:
        pool = concurrent.futures.ProcessPoolExecutor(2, mp_context=context)
    else:
        pool = context.Pool(2)
    with pool:
        print("squares:", list(pool.map(square, range(4))))
