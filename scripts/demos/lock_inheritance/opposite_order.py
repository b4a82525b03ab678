"""Two libraries, each with the cure, hang the parent: fork takes their locks in an order of its own.

Both libraries take their lock before each fork. Handlers for before run in the reverse order of their
registration, which is the order of import: here fork takes the lock of the cache first, then that of
the database. A thread calls the database, which calls the cache while it holds its own lock: the
other way round. The thread has the one lock, the forking thread has the other, and each waits for the
other's. No child is ever made.

It is forced: the thread goes for the second lock only once the fork has it, which the handler between the
two libraries' tells. In a real program it takes a fork at the wrong microsecond.

logging of CPython 3.7.1 to 3.7.3 took all its handlers' locks like this, and programs hung: gh-80714
(bpo-36533). Since 3.7.4 it makes them new in the child instead. Every version, Linux, with fork.
"""

import multiprocessing
import os
import threading

database_lock = threading.Lock()
cache_lock = threading.Lock()
database_is_locked = threading.Event()
fork_has_cache_lock = threading.Event()


def query():
    with database_lock:
        database_is_locked.set()
        fork_has_cache_lock.wait()
        with cache_lock:
            print("the thread has both locks")


def use():
    print("the child runs")


def lock_during_fork(lock):
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


if __name__ == "__main__":
    lock_during_fork(database_lock)
    os.register_at_fork(before=fork_has_cache_lock.set)
    lock_during_fork(cache_lock)
    threading.Thread(target=query).start()
    database_is_locked.wait()
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    child.join()
