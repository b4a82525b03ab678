"""A worker of a Pool starts a Process: AssertionError, because the worker is daemonic; an executor's is not.

    daemonic_children.py [Pool | ProcessPoolExecutor]        default: Pool

The workers of a Pool have daemon=True, so that the parent terminates them when it exits. A terminated process
runs no cleanup, so its own children would be left behind, and therefore start() refuses. The workers of a
ProcessPoolExecutor are not daemonic. Every version.
"""

import concurrent.futures
import multiprocessing
import os
import sys


def start_a_child(number):
    child = multiprocessing.get_context("fork").Process(target=os.getpid)
    child.start()
    child.join()
    return child.exitcode


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    if "ProcessPoolExecutor" in sys.argv:
        pool = concurrent.futures.ProcessPoolExecutor(1, mp_context=context)
    else:
        pool = context.Pool(1)
    with pool:
        print("exit codes of the workers' children:", list(pool.map(start_a_child, range(2))))
