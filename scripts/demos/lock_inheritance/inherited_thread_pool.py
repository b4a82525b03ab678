"""A thread pool has no threads in a forked child, and does not know it: result() never comes back.

The pool has started its one worker, which has done its work and is idle, when the main thread starts a
child. No lock is held. In the child submit() puts its call into the pool's queue, and starts no
worker, since the pool still counts the one that it had. That is a thread of the parent; nobody in the
child takes the call from the queue.

Since CPython 3.9 concurrent.futures takes one lock of its own for each fork, the global one that it holds at
exit and in submit(). That keeps submit() from hanging, and gives nobody a worker.

Every version, Linux, with fork. The cure: thread_pool_of_its_own.
"""

import concurrent.futures
import multiprocessing


def use():
    future = pool.submit(pow, 2, 10)
    print("the child has submitted its call", flush=True)
    print("the child has its result:", future.result())


if __name__ == "__main__":
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=1)
    print("the parent has its result:", pool.submit(pow, 2, 10).result(), flush=True)
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
