"""The cure for made_at_import: the library takes the context as an argument, and makes its lock when it is asked.

    context_as_argument.py [START_METHOD]        default: spawn

Nothing happens at import. The object takes the context of the program that makes it, makes its lock and
its process in that one, and where it is given none, the default one at that moment: which decides the
start method, but at a time that the program has chosen.

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
