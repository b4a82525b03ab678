"""An executor with max_tasks_per_child hangs when its only worker has done its share of the tasks.

    recycled_worker.py TASKS        how many tasks a worker does before it is replaced: 1, 2

Six tasks are submitted to an executor with one worker, and the first task waits until all six are
submitted. The executor counts idle workers with a semaphore. It adds one after each task but the worker's last,
even if the worker takes the next task at once. So with 2 tasks for each worker the count is 1 when the worker
ends: the executor takes it for an idle worker and starts no new one, and the other four tasks wait forever.
With 1 task for each worker the count stays 0, and the executor replaces its worker.

CPython 3.11 and 3.12 hang, 3.13 before 3.13.15, and 3.14 before 3.14.7 (gh-115634). CPython 3.10 and earlier have no
max_tasks_per_child.
"""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor


def begin(event):
    global submitted
    submitted = event


def work():
    submitted.wait()
    return os.getpid()


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    event = context.Event()
    per_worker = {"max_tasks_per_child": int(sys.argv[1])}
    with ProcessPoolExecutor(1, mp_context=context, initializer=begin, initargs=(event,), **per_worker) as executor:
        futures = [executor.submit(work) for _ in range(6)]
        event.set()
        workers = set()
        for done, future in enumerate(futures, start=1):
            workers.add(future.result())
            print("tasks done:", done, flush=True)
    print("workers_used =", len(workers))
