"""An RLock owned by a thread that does not exist: the child can neither acquire nor release it.

An RLock records which thread owns it. The child's copy names a thread of the parent, as repr() shows.
Any thread may release a Lock, so a child can at least unlock its copy. An RLock refuses: RuntimeError,
"cannot release un-acquired lock". The child needs a new RLock in its place.

acquire(blocking=False) returns False, and this answer is exact: no thread of the child will ever release
this copy. A blocking acquire() would wait forever, as in held_at_fork.

Every version, Linux, with fork. See rlock_taken_for_owner for what a new thread of the child can get.
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
