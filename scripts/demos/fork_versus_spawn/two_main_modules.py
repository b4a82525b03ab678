"""A function's globals are not sys.modules["__main__"]: a name that is set there does not reach the function.

    two_main_modules.py METHOD        fork, spawn, forkserver

In a program that was started from a file both are the same namespace, and in a forked child too. A child of
spawn or forkserver runs the file as __mp_main__ in one namespace, and copies that into the module that it then
calls __main__. Its functions use the first namespace. So "import __main__; __main__.limit = 20" changes
nothing for them, and each global has one reference more.

The reason: runpy runs the file in a temporary module and returns a copy of its namespace. The same on every
version.
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
