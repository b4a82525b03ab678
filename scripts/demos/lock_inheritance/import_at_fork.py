"""A child imports a module that another thread was importing at the fork: the import never returns.

Each module has a lock while it is being imported, so that a second thread waits until the module's body
has run. Here a thread is in the middle of an import when the main thread starts a child. The child finds
an incomplete module in sys.modules, with the lock taken, and has no thread that would complete it. It
happens to modules that a function imports at its first call.

CPython holds the global import lock during each fork, but not the locks of the modules, because a
module's body may run for a long time.

It is forced: the module is this file, imported by its name. Its body tells the program that it is
running, and waits until it may go on.

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
