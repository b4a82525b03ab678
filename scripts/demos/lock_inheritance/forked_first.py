"""The cure that needs no start method: first the children, then the threads.

This is held_at_fork with two lines moved: the child is started before there is a second thread. At that
fork nobody else can hold anything, so every lock of the child is free, or held by the one thread that
it has. From CPython 3.12 on a DeprecationWarning watches over this order, if it is shown: see
fork_warning.

It holds for the threads that one knows of. A library can start one at import, and a pool of processes
replaces a dead worker when it likes. Every version; Linux, with fork.
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
