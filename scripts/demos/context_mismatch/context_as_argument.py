"""The cure for made_at_import: the library takes a context, and makes its lock when it is called.

    context_as_argument.py [START_METHOD]        default: spawn

The module decides nothing when it is imported. A Library takes the context of the program that
makes it, and makes its lock and its process in that context. If it is given none, it takes the
default context when it is called: get_context() without a method fixes the start method, but at a
moment that the program has chosen. At the top of a module the same call would fix it at import.

The same on every version and system.
"""

import multiprocessing
import sys


class Library:
    def __init__(self, context=None):
        self.context = context or multiprocessing.get_context()
        self.lock = self.context.Lock()

    def call_in_child(self):
        child = self.context.Process(target=use, args=(self.lock,))
        child.start()
        child.join()
        return child.exitcode


def use(lock):
    with lock:
        print("the child has the lock")


if __name__ == "__main__":
    start_method = sys.argv[1] if len(sys.argv) > 1 else "spawn"
    multiprocessing.set_start_method(start_method)
    print("default_context_exit_code =", Library().call_in_child())
    print("own_context_exit_code =", Library(multiprocessing.get_context("spawn")).call_in_child())
