"""A module that is named for forkserver's preload raises an error, and the server dies of it.

The module broken raises a RuntimeError when it is imported. An ImportError is ignored in a preload, but any
other exception ends the server, up to CPython 3.14. What the parent gets depends on the version:

  up to 3.13          start() raises EOFError, "unexpected EOF", ConnectionResetError or BrokenPipeError;
  3.14                start() raises ConnectionResetError;
  3.15                nothing: the server ignores the error, and the child, which does not need the module, works
                      (gh-141860). set_forkserver_preload() has an argument on_error there.

The reason stands on standard error, in the traceback of the server.
"""

import multiprocessing
import os
import sys
import tempfile


def report():
    print("the child does its work", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "broken.py"), "w") as file:
            file.write("raise RuntimeError('no configuration')\n")
        os.environ["PYTHONPATH"] = folder  # which the server inherits, for versions that do not send it sys.path
        sys.path.insert(0, folder)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["broken"])
        child = context.Process(target=report)
        child.start()
        child.join()
        print("child_exit_code =", child.exitcode)
