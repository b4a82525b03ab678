"""An object says what of it is to be sent, and makes its lock anew where it arrives.

    lock_left_out.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same program as lock_in_an_object. The child's lock is another lock than the parent's, and so it was
under fork, where it was a copy: a threading.Lock never holds between processes. The same on every version.
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
