"""Two libraries that acquire their locks at fork hang the parent: a thread acquires them in the other order.

Both libraries acquire their lock before each fork. Handlers for before run in the reverse order of their
registration. Here fork acquires the lock of the cache first, then the lock of the database. A thread
does it the other way round: it calls the database, which calls the cache while it holds its own lock.
The thread has one lock, the forking thread has the other, and each waits for the other's. No child is
ever made.

It is forced: the thread asks for the second lock only when the forking thread has it, which a handler
between the two tells. In a real program the fork has to come in that short moment.

logging of CPython 3.7.1 to 3.7.3 acquired all its handlers' locks like this, and programs hung: gh-80714
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
