"""The cure hangs the parent if the thread that forks holds the lock itself: no child is ever made.

    forker_holds_it.py [RLock]        default: a Lock

A library takes its lock before each fork (see locked_during_fork). Then it starts a process while it
holds that lock: acquire() in the handler waits for the very thread that called it. One process, one
thread, one lock.

Nobody sees it in the library's tests unless they fork inside the lock; a callback that the library runs
under its lock does it just as well. With an RLock instead of a Lock it works, since that lets its
owner in again, and the child's one thread is its owner too (see rlock_of_the_forker).

Every version (os.register_at_fork came with CPython 3.7), Linux, with fork.
"""

import multiprocessing
import os
import sys
import threading


def use():
    with lock:
        print("the child has the lock")


if __name__ == "__main__":
    lock = threading.RLock() if "RLock" in sys.argv[1:] else threading.Lock()
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    child = multiprocessing.get_context("fork").Process(target=use)
    with lock:
        child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
