"""A program dies before it removes its semaphores and its shared memory: the resource tracker warns.

    leaked_semaphores.py WHAT               WHAT semaphore or memory

Locks, events and queues of the spawn and forkserver contexts have semaphores with a name in /dev/shm, and SharedMemory
has a file there. The resource tracker, a process of its own, outlives the program, removes what is left and warns:

    resource_tracker: There appear to be 1 leaked semaphore objects to clean up at shutdown

The program ends with os._exit(), as a killed one would, so that CPython's own cleanup does not run. SharedMemory
without unlink() is enough for the warning, also where the program ends in order. From CPython 3.13 on the names of
the files stand behind the message; they differ from run to run, and are left out here.
"""

import subprocess
import sys

PROGRAM = """
import multiprocessing
import os
import sys
from multiprocessing.shared_memory import SharedMemory

if __name__ == "__main__":
    what = sys.argv[1]
    if what == "semaphore":
        kept = multiprocessing.get_context("spawn").Lock()
    else:
        kept = SharedMemory(create=True, size=4096)
    print("the program dies", flush=True)
    os._exit(1)
"""


if __name__ == "__main__":
    program = [sys.executable, "-c", PROGRAM, sys.argv[1]]
    # The tracker has the program's standard error, too: the pipe ends only when the tracker has ended.
    done = subprocess.run(program, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, universal_newlines=True)
    print("program_exit_code =", done.returncode)
    for line in done.stderr.splitlines():
        print(line.partition(": {")[0], file=sys.stderr)
