"""Under spawn and forkserver a child's work must be pickled, and many objects cannot be.

    cannot_be_sent.py METHOD        fork, spawn, forkserver

Five kinds of work are each given to a process. Under fork all five are done, because nothing is sent. Under
spawn and forkserver start() raises an error in the parent for the lambda, the closure, the method of an object
that has a lock, and the open file. For the function of a notebook it raises none: pickle writes no code, only
the name "report in __main__". The parent has that name, so pickling succeeds; the child has not, so it dies of
an AttributeError with exit code 1. The parent learns of it only if it checks exitcode.

The messages differ by version, so each is printed.
"""

import multiprocessing
import sys
import threading
import types

CELL = """
def report():
    print("a function of a notebook: done", flush=True)
"""


class Counter:
    def __init__(self):
        self.lock = threading.Lock()

    def report(self):
        print("a method of an object with a lock: done", flush=True)


def closure():
    name = "a closure"

    def report():
        print(name + ": done", flush=True)

    return report


def read(file):
    print("an open file: done", flush=True)


def attempt(name, target, *arguments):
    child = context.Process(target=target, args=arguments)
    try:
        child.start()
    except Exception as error:
        # Without the address of the object, which differs in each run.
        print(f"{name}: {type(error).__name__}: {str(error).partition(' at 0x')[0]}", flush=True)
        return
    child.join()
    if child.exitcode:
        print(f"{name}: no error here, and the child has exit code {child.exitcode}", flush=True)


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    attempt("a lambda", lambda: print("a lambda: done", flush=True))
    attempt("a closure", closure())
    attempt("a method of an object with a lock", Counter().report)
    attempt("an open file", read, open(__file__))
    # As IPython's kernel does: __main__ is a module without a file, and each cell is executed in it.
    sys.modules["__main__"] = notebook = types.ModuleType("__main__")
    exec(CELL, vars(notebook))
    attempt("a function of a notebook", notebook.report)
