"""Under spawn and forkserver the main module is run again, whatever the target uses of it.

    module_runs_again.py METHOD        fork, spawn, forkserver

The target is os.getpid, which has nothing to do with this file. The file is run again all the same, as
__mp_main__, before the child reads what it is to do. Under spawn it is run once in each child. Under
forkserver it is run in each child up to CPython 3.13.7 and in 3.14.0; from 3.13.8 and 3.14.1 on it is run once,
in the server (gh-126631), whose process still has the name MainProcess. Under fork nothing is run again.

So everything at the top level of a module is done again: it reads files, opens connections, starts threads,
prints.
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
