"""Without the main guard a program works under fork, and its child never gets to its work otherwise.

    main_guard_missing.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

A child of spawn runs this file again, as __mp_main__, and without a guard that includes the line which
starts a child. multiprocessing notices, and the child dies of a RuntimeError that explains the guard; the
parent goes on, with an exit code to read.

Under forkserver it is the same up to CPython 3.13.7 and in 3.14.0. From 3.13.8 and 3.14.1 on the server runs
the file first (gh-126631), and dies of that RuntimeError: in 3.14 the parent then gets a ConnectionResetError
which explains nothing. In 3.15 the server ignores it (gh-141860), and it is the child that dies again.

On Linux the default is forkserver from 3.14 on (gh-84559): such programs worked there until then.
"""

import multiprocessing
import sys


def report():
    print("the child does its work", flush=True)


context = multiprocessing.get_context(*sys.argv[1:])
print("about to start a child in", __name__, flush=True)
child = context.Process(target=report)
child.start()
child.join()
print("child_exit_code =", child.exitcode)
