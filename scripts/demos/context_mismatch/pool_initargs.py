"""A Pool's initializer uses a lock of the wrong context: the Pool starts workers forever.

The Pool is of the spawn context, the lock of the fork context. On Linux before CPython 3.11.5 every
worker is killed by SIGSEGV, exit code -11, in its initializer. A Pool replaces a worker that died
and reports nothing: the task is never done, get() and map() would wait forever, and one processor
is busy with starting interpreters. This program stops the Pool once three workers have begun.

From 3.11.5 and 3.12.0 on, Pool() itself raises RuntimeError, and no worker starts (gh-77377).
Reported as gh-119413. The cure is one_context_pool: make the lock with the Pool's context.

Parent and workers talk through a Pipe, which carries no semaphore and so may come from any context.
"""

import multiprocessing
import os


def prepare(lock, connection):
    connection.send(os.getpid())
    connection.recv()
    lock.acquire()


def square(number):
    return number * number


if __name__ == "__main__":
    lock = multiprocessing.get_context("fork").Lock()
    connection, other_end = multiprocessing.Pipe()
    with multiprocessing.get_context("spawn").Pool(1, prepare, initargs=(lock, other_end)) as pool:
        first_worker = multiprocessing.active_children()[0]
        task = pool.apply_async(square, (7,))
        workers = set()
        for _ in range(3):
            workers.add(connection.recv())
            connection.send("go on")
        print("workers_begun =", len(workers))
        print("task_done =", int(task.ready()))
    pool.join()
    print("first_worker_exit_code =", first_worker.exitcode)
