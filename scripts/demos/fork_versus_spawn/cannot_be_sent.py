"""Under spawn and forkserver a child's work must be pickled, and much cannot be.

    cannot_be_sent.py METHOD        fork, spawn, forkserver

Five kinds of work, each given to a process. Under fork all five are done, for nothing is sent. Under
spawn and forkserver the lambda, the closure, the method of an object that holds a lock and the open file
are refused at start(), in the parent. The function of a notebook is not: pickle writes down no code, only
where to find it, "report in __main__". The parent has that, the child does not, and so it dies, exit code
1. The parent goes on, and unless it looks at exitcode, it never knows.

The messages differ by version, which is why each is printed.
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
        # The address of the object is another one in each run.
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
    # As a notebook's kernel does it: __main__ is a module without a file, and a cell is run in it.
    sys.modules["__main__"] = notebook = types.ModuleType("__main__")
    exec(CELL, vars(notebook))
    attempt("a function of a notebook", notebook.report)
