"""The cure hangs the parent if the thread that forks holds the lock itself: no child is ever made.

    forker_holds_it.py [RLock]        default: a Lock

A library takes its lock before each fork (see locked_during_fork), and calls its caller back while it
holds it. The caller starts a process there: acquire() in the handler waits for the very thread that
called it. One process, one thread, one lock. Nobody sees it in the library's tests unless they fork in
the callback.

With an RLock instead of a Lock nobody hangs, since that lets its owner in again, and the child's one thread
is its owner too (see rlock_of_the_forker). But it lets in the one that is in the middle of a change:
this child counts 0, as in new_lock_in_child, and in the child that change is never completed. The
cure is to call back later: see calls_back_after.

Every version (os.register_at_fork came with CPython 3.7), Linux, with fork.
"""

import multiprocessing
import os
import sys
import threading

accounts = {"one": 100, "other": 0}


def transfer(amount, report):
    with lock:
        accounts["one"] -= amount
        report()
        accounts["other"] += amount


def use():
    with lock:
        print("sum_seen_by_child =", sum(accounts.values()))


def start_child():
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)


if __name__ == "__main__":
    lock = threading.RLock() if "RLock" in sys.argv[1:] else threading.Lock()
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    transfer(100, start_child)
