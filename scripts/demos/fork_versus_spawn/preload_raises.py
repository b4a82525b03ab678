"""A module that is named for forkserver's preload raises an error, and the server dies of it.

The module broken raises a RuntimeError when it is imported. forkserver ignores an ImportError in a preload, but
any other exception of a module that you name ends the server, on every version up to 3.15.0. start() then raises
in the parent

  up to CPython 3.13    EOFError: unexpected EOF;
  from 3.14 on          ConnectionResetError: Connection reset by peer.

The reason stands further up on standard error, in the traceback of the server.
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
