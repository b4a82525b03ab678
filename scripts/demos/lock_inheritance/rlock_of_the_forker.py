"""A lock that the forking thread itself holds: the child owns the RLock, and cannot acquire the Lock.

The child's one thread is a copy of the thread that called fork, and on Linux it has the same ident. So
the child owns an RLock that was held there: acquire() and release() work. A Lock has no owner and is
just locked: with acquire() the child would wait for itself forever. But it may release the Lock, as any
thread may.

In this case the child knows in what state the protected data are: it is the copy of the thread that was
changing them.

Every version, Linux, with fork.
"""

import multiprocessing
import threading

recursive_lock = threading.RLock()
plain_lock = threading.Lock()


def use():
    print("rlock_acquired =", int(recursive_lock.acquire(blocking=False)))
    recursive_lock.release()
    recursive_lock.release()
    print("rlock: released twice, for both levels")
    print("lock_acquired =", int(plain_lock.acquire(blocking=False)))
    plain_lock.release()
    print("lock_acquired_after_release =", int(plain_lock.acquire(blocking=False)))


if __name__ == "__main__":
    child = multiprocessing.get_context("fork").Process(target=use)
    with recursive_lock, plain_lock:
        child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
