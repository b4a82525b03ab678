"""The remedy for opposite_order: the library that calls another one registers its handlers after it.

This is opposite_order with the registrations exchanged. Handlers for before run in the reverse order of
their registration, so fork now acquires the lock of the database first, then that of the cache. The
thread uses the same order: it calls the database, which calls the cache. The second of the two waits for
the first, and no cycle can come about.

A library gets this order if it registers below its imports: what it imports and calls has then
registered before it. An import inside a function, or a lazy import (3.15), has not run by then: use such
a module once before you register. The meeting is forced as in opposite_order: the thread has the first
lock when the fork begins, and asks for the second one only then.

Every version, Linux, with fork.
"""

import multiprocessing
import os
import threading

database_lock = threading.Lock()
cache_lock = threading.Lock()
database_is_locked = threading.Event()
fork_has_begun = threading.Event()


def query():
    with database_lock:
        database_is_locked.set()
        fork_has_begun.wait()
        with cache_lock:
            print("the thread has both locks")


def use():
    with database_lock, cache_lock:
        print("the child has both locks")


def lock_during_fork(lock):
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


if __name__ == "__main__":
    lock_during_fork(cache_lock)
    lock_during_fork(database_lock)
    os.register_at_fork(before=fork_has_begun.set)
    threading.Thread(target=query).start()
    database_is_locked.wait()
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
