"""A lock as an argument of a task: RuntimeError, and another one, also where the context is right.

What a task is given, a Pool or an executor pickles later and sends through a pipe, to whichever
worker is idle. A lock of multiprocessing refuses that, whatever its context: "Lock objects should
only be shared between processes through inheritance". The message does not speak of contexts, and
changing the context does not help. Pass the lock through initializer and initargs
(one_context_pool), or use the lock of a Manager.

The same on every version and system.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def use(lock):
    with lock:
        return "used the lock"


def attempt(name, call):
    try:
        print(f"{name}:", call())
    except RuntimeError as error:
        print(f"{name}: RuntimeError: {error}")


if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        lock = context.Lock()
        with context.Pool(1) as pool:
            attempt(f"Pool, {method}", lambda: pool.apply(use, (lock,)))
        with ProcessPoolExecutor(1, mp_context=context) as executor:
            attempt(f"executor, {method}", lambda: executor.submit(use, lock).result())
    with context.Manager() as manager, context.Pool(1) as pool:
        attempt("a Manager's lock", lambda: pool.apply(use, (manager.Lock(),)))
