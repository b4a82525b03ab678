"""With the main guard the child runs the file again and starts nothing, so the program works.

    main_guard_there.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same program as main_guard_missing, with its second half below the guard. The same on every version.
"""

import multiprocessing
import sys


def report():
    print("the child does its work", flush=True)


if __name__ == "__main__":
    context = multiprocessing.get_context(*sys.argv[1:])
    print("about to start a child in", __name__, flush=True)
    child = context.Process(target=report)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
