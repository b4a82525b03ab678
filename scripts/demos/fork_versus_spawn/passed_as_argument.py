"""The setting is passed to the child as an argument, so the child has it under every start method.

    passed_as_argument.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same program as global_set_later, with the setting as an argument. Under fork the child inherits the
argument, otherwise it is pickled and sent. A pool takes such arguments once for each worker, as initargs of its
initializer. The same on every version.
"""

import multiprocessing
import sys


def report(verbose):
    print("verbose in the child:", verbose)


if __name__ == "__main__":
    verbose = True
    context = multiprocessing.get_context(*sys.argv[1:])
    print("start method:", context.get_start_method())
    print("verbose in the parent:", verbose, flush=True)
    child = context.Process(target=report, args=(verbose,))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
