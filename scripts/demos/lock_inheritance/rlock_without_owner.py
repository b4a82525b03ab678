"""An RLock owned by a thread that does not exist: the child can neither acquire nor release it.

An RLock notes which thread owns it. The child's copy names a thread of the parent, as repr() shows.
A Lock may be released by any thread, so a child could at least unlock its copy; an RLock refuses:
RuntimeError, "cannot release un-acquired lock". What is left is a new RLock in its place.

acquire(blocking=False) answers False, and that is exact, not a snapshot: nobody in the child will
ever release this copy. A blocking acquire() would wait for ever, as in held_at_fork.

Every version, Linux, with fork. But see rlock_taken_for_owner for what a new thread in the child can
get.
"""

import multiprocessing
import threading

lock = threading.RLock()
held = threading.Event()
may_release = threading.Event()


def hold():
    with lock:
        held.set()
        may_release.wait()


def use():
    print("in the child:", lock)
    print("acquired =", int(lock.acquire(blocking=False)))
    try:
        lock.release()
        print("released = 1")
    except RuntimeError as error:
        print("release() raised RuntimeError:", error)


if __name__ == "__main__":
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    print("owner in the parent:", holder.ident, flush=True)
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    may_release.set()
    child.join()
    print("child_exit_code =", child.exitcode)
