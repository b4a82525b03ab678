"""Under spawn and forkserver the main module is run again, whatever the target touches.

    module_runs_again.py METHOD        fork, spawn, forkserver

The target is os.getpid, which has nothing to do with this file. All the same the file is run again, as
__mp_main__, before a child even looks at what it is to do: with spawn once in each child; with forkserver
in each child too, up to CPython 3.13.7 and in 3.14.0, and from 3.13.8 and 3.14.1 on once for all of them,
in the server (gh-126631). There the process is still called MainProcess. Under fork nothing is run again.

So what a module does when it is imported, it does again: reading files, opening connections, starting
threads, printing.
"""

import multiprocessing
import os
import sys

print("this file is run as", __name__, "in", multiprocessing.current_process().name, flush=True)

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    children = [context.Process(target=os.getpid) for _ in range(3)]
    for child in children:
        child.start()
        child.join()
    print("child_exit_code =", max(child.exitcode for child in children))
