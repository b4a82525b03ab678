"""A thread pool has no threads in a forked child: result() of the first call never comes back.

    inherited_thread_pool.py [CALLS]        default: 1

The pool has started one worker, which has done its work and is idle, when the main thread starts a
child. No lock is held. In the child, submit() puts the call into the pool's queue and starts no worker,
because the pool counts the idle one. That one is a thread of the parent, so no thread of the child takes
the call from the queue.

The pool counts one call for each idle worker of the parent, and starts threads again after that, up to
max_workers. So with two calls, the second one starts a thread, and that thread serves both. With
max_workers=1, or when all workers have been started, the pool starts none at all.

Since CPython 3.9 concurrent.futures takes its global lock for each fork. That keeps submit() from
hanging, and gives the child no worker.

Every version, Linux, with fork. What to do: thread_pool_of_its_own.
"""

import concurrent.futures
import multiprocessing
import sys
import threading


def use(calls):
    futures = [pool.submit(pow, 2, 10) for _ in range(calls)]
    print("threads_of_child =", threading.active_count(), flush=True)
    print("the child has its results:", *[future.result() for future in futures])


if __name__ == "__main__":
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    pool = concurrent.futures.ThreadPoolExecutor()
    print("the parent has its result:", pool.submit(pow, 2, 10).result(), flush=True)
    child = multiprocessing.get_context("fork").Process(target=use, args=(calls,))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
