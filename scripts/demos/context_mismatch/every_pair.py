"""One cell of the three-by-three table: an event made in one context, used in a process of another.

    every_pair.py MADE_IN USED_IN        each of fork, spawn, forkserver

Seven of the nine pairs work. An event of the spawn or forkserver context has a name, by which each
child can open it. A forked child needs no name, because it has its parent's memory, pointers
included. The other two pairs are fork to spawn and fork to forkserver. On Linux before CPython
3.11.5 their child is killed by SIGSEGV; from 3.11.5 and 3.12.0 on, start() raises RuntimeError in
the parent (gh-77377). The message says "spawn context" for a forkserver process too, because the
check does not ask by which method the child is started. It could: see method_while_pickling.
"""

import multiprocessing
import sys


def report_ready(ready):
    ready.set()


if __name__ == "__main__":
    made_in, used_in = sys.argv[1:]
    ready = multiprocessing.get_context(made_in).Event()
    child = multiprocessing.get_context(used_in).Process(target=report_ready, args=(ready,))
    child.start()
    child.join()
    print("event is set:", ready.is_set())
    print("child_exit_code =", child.exitcode)
