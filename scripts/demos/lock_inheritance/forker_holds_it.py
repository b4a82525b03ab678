"""A handler that acquires a lock at fork hangs the parent if the forking thread holds that lock already.

    forker_holds_it.py [RLock]        default: a Lock

A library acquires its lock before each fork (see locked_during_fork), and calls its caller back while
it holds this lock. The caller starts a process in the callback. The handler's acquire() then waits for
its own thread, and no child is ever made. The library's tests do not show it unless they fork in the
callback.

With an RLock instead of a Lock the handler does not wait, because an RLock lets its owner in again, and
the child's one thread is the owner, too (see rlock_of_the_forker). But the owner is in the middle of a
change: this child counts 0, as in new_lock_in_child, and no thread of the child completes the change.
The remedy is to call back later: see calls_back_after.

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
