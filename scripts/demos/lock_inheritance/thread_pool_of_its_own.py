"""The cure for inherited_thread_pool: whoever uses the pool asks first whose it is, and the child makes one.

This is inherited_thread_pool, but the pool is remembered together with the number of the process that made it.
In the child the numbers differ, and it makes a pool of its own, with workers of its own. The parent's
one is kept, and not shut down: its locks and its queue are copies of what stood in the parent.

Every version, Linux, with fork.
"""

import concurrent.futures
import multiprocessing
import os

pools = {}  # by process id; a child keeps its parent's one, and leaves it alone


def get_pool():
    if os.getpid() not in pools:
        pools[os.getpid()] = concurrent.futures.ThreadPoolExecutor(max_workers=1)
    return pools[os.getpid()]


def use():
    print("the child has its result:", get_pool().submit(pow, 2, 10).result())


if __name__ == "__main__":
    print("the parent has its result:", get_pool().submit(pow, 2, 10).result(), flush=True)
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
