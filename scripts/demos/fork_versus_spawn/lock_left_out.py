"""An object states what of it is sent, and makes a new lock in the process where it arrives.

    lock_left_out.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same program as lock_in_an_object. The child's lock is another lock than the parent's. That was so under
fork too, where it was a copy: a threading.Lock never excludes another process. The same on every version.
"""

import multiprocessing
import sys
import threading


class Downloader:
    def __init__(self, name):
        self.name = name
        self.lock = threading.Lock()

    def __getstate__(self):
        return {"name": self.name}

    def __setstate__(self, state):
        self.__init__(state["name"])

    def download(self):
        with self.lock:
            print("downloading", self.name, flush=True)


if __name__ == "__main__":
    context = multiprocessing.get_context(*sys.argv[1:])
    child = context.Process(target=Downloader("a page").download)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
