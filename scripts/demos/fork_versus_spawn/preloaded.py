"""Children of forkserver that import a slow module start late, unless the server has preloaded it.

    preloaded.py [MODULE …]        what to preload; without it the default, which is __main__

This file imports unittest.mock, which takes a while. If the server has run this file, each child has the module
from the start. The default list of preloads, __main__, asks for that. But the server looked for the path of the
main module under a wrong name, so from 3.4 to 3.13.7, and in 3.14.0, nothing was preloaded and no error was
reported (gh-98552, gh-126631). From 3.13.8 and 3.14.1 on it works. A module that is named is preloaded
on every version.

What is preloaded must be fit to be forked: it starts no thread, holds no lock and opens no connection.
"""

import multiprocessing
import statistics
import sys
import time
import unittest.mock  # noqa: F401

# True where a child runs this file itself; not in the main program, nor in the server.
ran_in_child = multiprocessing.current_process().name != "MainProcess"


def report(connection):
    connection.send((time.monotonic(), ran_in_child))


if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    if sys.argv[1:]:
        context.set_forkserver_preload(sys.argv[1:])
    needed = []
    for _ in range(11):
        mine, theirs = context.Pipe()
        child = context.Process(target=report, args=(theirs,))
        begun = time.monotonic()
        child.start()
        arrived, had_to_run_the_file = mine.recv()
        child.join()
        needed.append((arrived - begun) * 1000)
    print("preloaded:", *sys.argv[1:] or ["__main__, by default"])
    print("child_ran_the_file =", int(had_to_run_the_file))
    needed = sorted(needed[1:])  # the first started the server
    print("median_ms = %.1f" % statistics.median(needed))
    print("all, in ms:", " ".join("%.1f" % one for one in needed))
