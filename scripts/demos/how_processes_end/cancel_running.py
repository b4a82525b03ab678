"""A task that runs cannot be cancelled: cancel() returns False, a timeout only ends the waiting, and the task goes on.

    cancel_running.py [REMEDY]        none (default), terminate, terminate_workers, kill_workers

One worker has six tasks. The first one runs. Two stand in the queue to the worker already, and count as running.
Only the other three can be cancelled. result(timeout=0.1) raises TimeoutError and stops nothing.

terminate_workers() and kill_workers() of 3.14 end the workers, and so every task (gh-128041). Before 3.14,
"terminate" does this to each of multiprocessing.active_children(). Their futures get BrokenProcessPool.
"""

import concurrent.futures
import multiprocessing
import sys


def work(begun, may_end):
    begun.set()
    may_end.wait()


if __name__ == "__main__":
    remedy = sys.argv[1] if len(sys.argv) > 1 else "none"
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        begun, may_end = manager.Event(), manager.Event()
        others = multiprocessing.active_children()  # the manager
        executor = concurrent.futures.ProcessPoolExecutor(1, mp_context=context)
        tasks = [executor.submit(work, begun, may_end)]
        begun.wait()
        tasks += [executor.submit(work, begun, may_end) for _ in range(5)]
        while not tasks[2].running():
            pass  # until the queue to the worker is full
        try:
            tasks[0].result(timeout=0.1)
        except concurrent.futures.TimeoutError:
            print("result() raises TimeoutError, the task is running:", tasks[0].running())
        if remedy == "none":
            print("tasks_cancelled =", sum(task.cancel() for task in tasks))
            may_end.set()
        elif remedy == "terminate":
            for worker in set(multiprocessing.active_children()) - set(others):
                worker.terminate()
        elif hasattr(executor, remedy):
            getattr(executor, remedy)()
        else:
            print("this version has no", remedy)
            may_end.set()
        concurrent.futures.wait(tasks[:3])
        print("tasks_done =", sum(not task.cancelled() and not task.exception() for task in tasks))
        executor.shutdown()
