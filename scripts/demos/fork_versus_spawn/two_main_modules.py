"""A function's globals are not sys.modules["__main__"]: to set a name there changes nothing for the function.

    two_main_modules.py METHOD        fork, spawn, forkserver

In a program that was started from a file the two are the same thing, and so they are in a forked
child. A child of spawn or forkserver has run the file as __mp_main__ in one namespace, and copied that
into the module which it then calls __main__. Functions go on looking at the first namespace. So
"import __main__; __main__.limit = 20" reaches nobody, and every global has one reference more.

Why it is done that way: runpy runs the file in a module of its own, which is gone afterwards, and hands
out a copy. The same on every version.
"""

import multiprocessing
import sys

limit = 10
data = object()


def report():
    main = sys.modules["__main__"]
    print("the function's globals are those of sys.modules['__main__']:", report.__globals__ is vars(main))
    main.limit = 20
    print("main.limit, just set:", main.limit)
    print("limit, as the function sees it:", limit)
    print("seen_limit =", limit)
    print("reference_count =", sys.getrefcount(data))


if __name__ == "__main__":
    child = multiprocessing.get_context(sys.argv[1]).Process(target=report)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
