"""ProcessPoolExecutor: which start method it takes, and that max_tasks_per_child refuses fork.

    executor_contexts.py METHOD        default, fork, spawn, forkserver

Three tasks in turn, in an executor with one worker, which is to be replaced after each task. So there are
three workers, unless
  it is CPython 3.10 or earlier, where there is no max_tasks_per_child: TypeError;
  the context is fork: ValueError. New workers would be forked while the executor's threads run.
Without mp_context it takes the default, but with max_tasks_per_child it takes spawn, whatever the default
is: that is in the documentation of concurrent.futures, and surprises all the same.
"""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor


def who():
    return os.getpid(), type(multiprocessing.current_process()).__name__


if __name__ == "__main__":
    method = sys.argv[1]
    context = None if method == "default" else multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        print("without a limit:", executor.submit(who).result()[1])
    try:
        executor = ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1)
    except (TypeError, ValueError) as error:
        print("with max_tasks_per_child:", type(error).__name__)
        raise
    with executor:
        workers = [executor.submit(who).result() for _ in range(3)]
    print("with max_tasks_per_child:", workers[0][1])
    print("workers_used =", len({pid for pid, _ in workers}))
