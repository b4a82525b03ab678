"""ConnectionResetError without a missing guard: the main module raises an error when it is run again.

    fails_when_run_again.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The module makes a folder at its top level, and a folder can be made only once. The parent has made it, so
the second run of the module raises FileExistsError. Any other exception does the same. Which process runs
the module again decides what you see:

  fork                     the module is not run again, and the program works;
  spawn                    each child runs it and dies, exit code 1;
  forkserver               up to CPython 3.13.7, in 3.14.0 and in 3.15 the same as spawn. From 3.14.1 on, in 3.14, the
                           server runs it and dies, and start() raises ConnectionResetError in the parent.

The reason stands further up on standard error, in the traceback of the server (gh-126631, gh-141860).
"""

import multiprocessing
import os
import sys
import tempfile

folder = os.path.join(tempfile.gettempdir(), "results-of-this-run")
os.mkdir(folder)


def report():
    print("the child does its work", flush=True)


if __name__ == "__main__":
    try:
        child = multiprocessing.get_context(*sys.argv[1:]).Process(target=report)
        child.start()
        child.join()
        print("child_exit_code =", child.exitcode)
    finally:
        os.rmdir(folder)
