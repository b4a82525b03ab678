"""The cure of plain_lock_spawn_pool: the lock comes from the context of the Pool.

A lock of the spawn context keeps its name until its owner drops it, so each worker opens the lock
by that name. The same on every version and system.
"""

import multiprocessing as mp


def prepare(shared_lock):
    global lock
    lock = shared_lock


def square(number):
    with lock:
        return number * number


if __name__ == "__main__":
    context = mp.get_context("spawn")
    numbers_lock = context.Lock()
    with context.Pool(2, prepare, (numbers_lock,)) as pool:
        print("squares:", pool.map(square, range(4)))
