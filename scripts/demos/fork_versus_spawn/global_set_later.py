"""A global that the main program has set is back at its default in the child, without an error.

    global_set_later.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The main program turns a setting on and starts a child that prints it. Under fork the child has a copy of the
parent's memory, so the setting is on. A child of spawn or forkserver runs this file again. In the file
the setting is off, and the child does not run what stands below the main guard. There is no error and no
warning, and the exit code is 0.

Without METHOD the result depends on version and system: on Linux the default is fork up to CPython 3.13
and forkserver from 3.14 on (gh-84559); on macOS it is spawn since 3.8 (bpo-33725).
"""

import multiprocessing
import sys

verbose = False


def report():
    print("verbose in the child:", verbose)


if __name__ == "__main__":
    verbose = True
    context = multiprocessing.get_context(*sys.argv[1:])
    print("start method:", context.get_start_method())
    print("verbose in the parent:", verbose, flush=True)
    child = context.Process(target=report)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
