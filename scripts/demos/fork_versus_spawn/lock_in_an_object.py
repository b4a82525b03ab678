"""TypeError, cannot pickle '_thread.lock' object, on 3.14 and not before: the target is a method.

    lock_in_an_object.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

A bound method refers to its object, and this object has a lock for its threads. A forked child needs nothing
to be sent. For a child of spawn or forkserver the object must be pickled, and a lock cannot be, so start()
raises the error in the parent. It makes no difference how deep in the object the lock is: in a logger, in a
client, in a pool of connections.

On Linux the default is fork up to CPython 3.13 and forkserver from 3.14 on (gh-84559).
"""

import multiprocessing
import sys
import threading


class Downloader:
    def __init__(self, name):
        self.name = name
        self.lock = threading.Lock()

    def download(self):
        with self.lock:
            print("downloading", self.name, flush=True)


if __name__ == "__main__":
    context = multiprocessing.get_context(*sys.argv[1:])
    child = context.Process(target=Downloader("a page").download)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
