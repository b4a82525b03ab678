"""A module that a thread is importing at the fork: a child that imports it too waits for ever.

Each module has a lock for as long as it is being imported, so that whoever imports it as well waits until its
body has run. Here a thread is in the middle of that when the main thread starts a child. The child
finds the module half made in sys.modules, with the lock taken, and the thread that would complete it
was not copied. A module imported at its first use, inside a function, is a place where this happens.

CPython holds the global import lock during each fork, but not the locks of the modules: those are
taken by whoever runs a module's body, for as long as that takes.

It is forced: the module is this file, imported by its name, and its body tells the program that it is
running and waits to be let go on.

Every version, Linux, with fork.
"""

import importlib
import multiprocessing
import sys
import threading


def use():
    importlib.import_module("import_at_fork")
    print("the child has imported the module")


if __name__ == "__main__":
    importing = threading.Event()
    may_go_on = threading.Event()
    thread = threading.Thread(target=importlib.import_module, args=("import_at_fork",))
    thread.start()
    importing.wait()
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    may_go_on.set()
    thread.join()
    print("the parent has imported the module", flush=True)
    child.join()
    print("child_exit_code =", child.exitcode)
else:
    program = sys.modules["__main__"]
    program.importing.set()
    program.may_go_on.wait()
