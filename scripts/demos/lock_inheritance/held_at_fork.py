"""A thread holds a lock while another one forks: the child waits for that lock forever.

    held_at_fork.py [START_METHOD]        default: fork

fork() copies the memory of the process, and in it the lock in its current state. It copies one thread,
the one that called fork(). Here the lock is locked, and the thread that would unlock it is not copied.
No thread of the child will ever release the child's copy, and the parent waits for the child.

The order is forced: the main thread starts the child after the holder has said that it has the lock,
and lets the holder go on after that.

Every version, Linux, with fork. With spawn it works: the child imports this file again and makes a lock
of its own. With forkserver the child does the same or, since 3.13.8 and 3.14.1, the server does it once,
and the child gets a copy of the server's lock, which is free. Reported in 2009 as gh-50970 (bpo-6721)
for the locks of the standard library. CPython cannot repair a lock of your program: it does not know
what the lock protects.
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
    threading.Thread(target=hold).start()
    held.wait()
    child = multiprocessing.get_context(start_method).Process(target=use)
    child.start()
    may_release.set()
    child.join()
    print("child_exit_code =", child.exitcode)
