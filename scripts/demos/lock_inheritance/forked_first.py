"""The remedy that needs no other start method: start the children first, and the threads after them.

This is held_at_fork with two lines moved: the child is started before there is a second thread. At that
fork no other thread can hold a lock, so every lock of the child is free, or held by the one thread that
the child has. From CPython 3.12 on a DeprecationWarning tells if a program breaks this order, where the
warning is shown: see fork_warning.

The remedy covers the threads that you know of. A library can start one when it is imported, and a pool
of processes forks again whenever a worker has ended. Every version, Linux, with fork.
"""

import multiprocessing
import sys
import threading

lock = threading.Lock()
held = threading.Event()
may_release = threading.Event()


def hold():
    with lock:
        held.set()
        may_release.wait()


def use():
    with lock:
        print("the child has the lock")


if __name__ == "__main__":
    start_method = sys.argv[1] if len(sys.argv) > 1 else "fork"
    child = multiprocessing.get_context(start_method).Process(target=use)
    child.start()
    threading.Thread(target=hold).start()
    held.wait()
    may_release.set()
    child.join()
    print("child_exit_code =", child.exitcode)
