"""The SemLock check says "spawn context" for a forkserver process too, though it could ask.

While start() pickles a process object, multiprocessing.context.get_spawning_popen() returns the
object that starts the child, and its attribute `method` is spawn or forkserver. The SemLock check
of CPython 3.11.5 and 3.12.0 (gh-77377) does not look at it. This program wraps
SemLock.__getstate__, which is where the check stands, and prints both.

Before 3.11.5 there is no check: the child is started, and ends well because it leaves the lock
alone.
"""

import multiprocessing
from multiprocessing import context
from multiprocessing.synchronize import SemLock


def asking(semaphore, getstate=SemLock.__getstate__):
    methods.append(context.get_spawning_popen().method)
    return getstate(semaphore)


def leave_alone(lock):
    pass


if __name__ == "__main__":
    methods = []
    SemLock.__getstate__ = asking
    lock = multiprocessing.get_context("fork").Lock()
    for method in ("spawn", "forkserver"):
        child = multiprocessing.get_context(method).Process(target=leave_alone, args=(lock,))
        try:
            child.start()
            child.join()
            answer = "no check"
        except RuntimeError as error:
            answer = "refused as a " + str(error).split(" with a ")[1].split(".")[0]
        print(f"child of {method}: started by {methods[-1]}, {answer}")
