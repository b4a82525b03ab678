"""forkserver's preload: what the server has imported, its children need not import.

    preloaded.py [MODULE …]        what to preload; without it the default, which is __main__

This file imports unittest.mock, which takes a while. If the server has run this file, which is what
__main__ in the list of preloads asks for, each child has the module from the start. But from 3.4 on that
entry was looked up under a wrong name, and nothing was preloaded, up to CPython 3.13.7 and in 3.14.0; no
error was reported (gh-98552, gh-126631). From 3.13.8 and 3.14.1 on it works. To name the module itself
works on every version.

What is preloaded has to be fit for a fork: no thread, no lock held, no connection open.
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
