"""Without the main guard a program works under fork; under spawn and forkserver its child does no work.

    main_guard_missing.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

A child of spawn runs this file again, as __mp_main__. Without a guard it reaches the line that starts a
child. multiprocessing notices, and the child dies of a RuntimeError that explains the guard. The parent goes on
and can read the child's exit code.

Under forkserver it is the same up to CPython 3.13.7 and in 3.14.0. From 3.13.8 and 3.14.1 on the server runs
the file first (gh-126631). In a 3.14 from 3.14.1 on the server dies of that RuntimeError, and the parent gets a
ConnectionResetError, which explains nothing. In 3.15 the server ignores the error (gh-141860), so the child
runs the file and dies of it. What the parent gets in a 3.13 from 3.13.8 on was not tried.

On Linux the default is forkserver from 3.14 on (gh-84559), so such programs worked there until then.
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
