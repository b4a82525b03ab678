"""A new lock for the child: the child no longer hangs, and reads data in the middle of a change.

As in held_at_fork, a thread holds the lock at the fork. os.register_at_fork() makes the child replace the
lock before anything else runs there, so the child acquires it. But the holder was in the middle of a
transfer: the amount was taken from one account and not yet added to the other. The child has a copy of
exactly that, and no thread of the child completes it.

after_in_child alone is right for what the child can make anew together with its lock: it empties a
cache, or drops a connection. For data that must be complete at the fork, see locked_during_fork.

Every version (os.register_at_fork came with CPython 3.7), Linux, with fork. Python never takes a handler
back, and a handler keeps alive what it refers to.
"""

import multiprocessing
import os
import threading

lock = threading.Lock()
accounts = {"one": 100, "other": 0}
held = threading.Event()
may_release = threading.Event()


def make_new_lock():
    global lock
    lock = threading.Lock()


def hold():
    with lock:
        accounts["one"] -= 100
        held.set()
        may_release.wait()
        accounts["other"] += 100


def use():
    with lock:
        print("sum_seen_by_child =", sum(accounts.values()))


if __name__ == "__main__":
    os.register_at_fork(after_in_child=make_new_lock)
    threading.Thread(target=hold).start()
    held.wait()
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    may_release.set()
    child.join()
    print("child_exit_code =", child.exitcode)
