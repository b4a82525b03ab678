"""A thread holds a lock while another one forks: the child waits for that lock for ever.

    held_at_fork.py [START_METHOD]        default: fork

fork() copies the memory of the process, the lock in it as it stands, and one thread, the one that
called it. Here the lock stands on locked, and the thread that would unlock it is not copied. No
thread of the child will ever release the child's copy; the parent waits for the child.

It is forced, not awaited: the main thread starts the child after the holder has said that it holds
the lock, and lets the holder go on only after that.

Every version, Linux, with fork. With spawn it works: a child imports this file again and makes a lock of
its own. With forkserver the child does so or, since 3.13.8 and 3.14.1, the server once for all: then the
child has the server's lock, which is free, as the import leaves it free. Reported in 2009 as gh-50970
(bpo-6721), for the locks of Python's own library; for a lock in a program nobody but the program can do anything.
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
