"""Which start method ProcessPoolExecutor takes, and that max_tasks_per_child refuses fork.

    executor_contexts.py METHOD        default, fork, spawn, forkserver

An executor with one worker does three tasks in turn, and replaces the worker after each task. So three
workers are used, except

  on CPython 3.10 and earlier, which have no max_tasks_per_child: TypeError;
  with fork: ValueError, because new workers would be forked while the threads of the executor run.

Without mp_context the executor takes the default start method; with max_tasks_per_child it takes spawn,
whatever the default is. The documentation of concurrent.futures says so.
"""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor


def worker():
    return os.getpid(), type(multiprocessing.current_process()).__name__


if __name__ == "__main__":
    method = sys.argv[1]
    context = None if method == "default" else multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        print("without a limit:", executor.submit(worker).result()[1])
    try:
        executor = ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1)
    except (TypeError, ValueError) as error:
        print("with max_tasks_per_child:", type(error).__name__)
        raise
    with executor:
        workers = [executor.submit(worker).result() for _ in range(3)]
    print("with max_tasks_per_child:", workers[0][1])
    print("workers_used =", len({pid for pid, _ in workers}))
