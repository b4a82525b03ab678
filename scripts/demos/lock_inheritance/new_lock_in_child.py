"""A new lock for the child: it does not wait any more, and sees what the lock was to hide.

As in held_at_fork, a thread holds the lock at the fork. But os.register_at_fork() has the child make a
new lock before anything else runs there, and the child gets in. Now one sees what the lock was for:
the holder was in the middle of a change, the amount already taken from the one account and not yet
added to the other, and the child has a copy of exactly that. In the child it stays so.

after_in_child alone is right for what the child can make new together with its lock: a cache is
emptied, a connection dropped. For data that must be whole at the fork, see locked_during_fork.

Every version (os.register_at_fork came with CPython 3.7), Linux, with fork. Handlers cannot be taken
back, and they keep alive what they refer to.
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
