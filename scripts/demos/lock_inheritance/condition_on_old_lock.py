"""A new lock for the child does not reach a Condition that was built on the old one: that stays locked.

A Condition keeps a reference to the lock that it was made with. Here a thread holds that lock at the
fork, and a child tries one of three remedies before anything else. If it replaces the lock, it can
acquire the new lock, and not the Condition. If it replaces both, it can acquire both. If it unlocks the
old lock where it is, everything that refers to that lock works again: CPython does so with its own
locks since 3.9, by the method _at_fork_reinit(), which is private.

The same holds for everything that keeps a lock: a queue.Queue has three Conditions on one mutex.

acquire(blocking=False) is exact here: the child has one thread, so a lock that is locked stays locked.
Every version, Linux, with fork; Lock._at_fork_reinit() is there from 3.9 on.
"""

import multiprocessing
import threading

lock = threading.Lock()
condition = threading.Condition(lock)
held = threading.Event()
may_release = threading.Event()


def hold():
    with lock:
        held.set()
        may_release.wait()


def replace_lock():
    global lock
    lock = threading.Lock()


def replace_both():
    global lock, condition
    lock = threading.Lock()
    condition = threading.Condition(lock)


def reinitialize_lock():
    lock._at_fork_reinit()


def use(remedy):
    remedy()
    name = remedy.__name__
    print(f"{name}_lock_acquired =", int(lock.acquire(blocking=False)))
    lock.release()
    print(f"{name}_condition_acquired =", int(condition.acquire(blocking=False)))


if __name__ == "__main__":
    threading.Thread(target=hold).start()
    held.wait()
    remedies = [replace_lock, replace_both]
    if hasattr(lock, "_at_fork_reinit"):
        remedies.append(reinitialize_lock)
    for remedy in remedies:
        child = multiprocessing.get_context("fork").Process(target=use, args=(remedy,))
        child.start()
        child.join()
    may_release.set()
