"""A task of a Pool starts a process of its own: AssertionError, daemonic processes are not allowed to have children.

    child_of_a_daemon.py CALLER             CALLER Pool or Executor

The workers of a Pool are daemonic: the Pool ends them with SIGTERM, and a process that is ended in this way could
not end its own children. So Process.start() refuses to start a child in them, on every version and with every
start method. The workers of a ProcessPoolExecutor are not daemonic here, so their tasks may start processes.
"""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor


def report():
    print("the inner process does its work", flush=True)


def task():
    inner = multiprocessing.get_context("fork").Process(target=report)
    inner.start()
    inner.join()
    return inner.exitcode


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    if sys.argv[1] == "Pool":
        with context.Pool(1) as pool:
            print("exit code of the inner process:", pool.apply(task))
    else:
        with ProcessPoolExecutor(1, mp_context=context) as executor:
            print("exit code of the inner process:", executor.submit(task).result())
