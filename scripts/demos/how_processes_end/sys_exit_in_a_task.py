"""sys.exit() in a worker's task: a Pool waits forever, and an executor ends the parent instead of the worker.

    sys_exit_in_a_task.py [Pool | ProcessPoolExecutor]        default: Pool

sys.exit() raises SystemExit, which is no Exception. A worker of a Pool does not catch it, so the worker ends
and the result never comes. A worker of ProcessPoolExecutor catches it and sends it to the parent, where
result() raises it: the parent exits with the code that the task meant for its worker, without a traceback.

Raise an ordinary exception in a task. Every version. See PR 101081 for the Pool.
"""

import concurrent.futures
import multiprocessing
import sys


def check(number):
    if number == 2:
        sys.exit(3)
    return number


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    if "ProcessPoolExecutor" in sys.argv:
        pool = concurrent.futures.ProcessPoolExecutor(2, mp_context=context)
    else:
        pool = context.Pool(2)
    with pool:
        print("checked:", list(pool.map(check, range(4))))
    print("the parent goes on")
