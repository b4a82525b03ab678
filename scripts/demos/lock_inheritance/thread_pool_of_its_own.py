"""The remedy for inherited_thread_pool: compare the process id at each use, and make a pool in the child.

This is inherited_thread_pool, but the program remembers the pool together with the id of the process that
made it. In the child the ids differ, so it makes a pool of its own, with workers of its own. It keeps the
parent's pool and does not shut it down, because that pool's locks and queue are copies.

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
