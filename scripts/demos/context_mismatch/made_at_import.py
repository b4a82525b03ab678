"""A library makes a lock at import, and its user can choose no start method any more.

The module body below stands for a library's. multiprocessing.Lock() belongs to the default context, and
so decides which start method that has: set_start_method() of the program that imports the library
raises RuntimeError. See default_context for what else decides it, and context_as_argument for the cure.

The same on every version and system.
"""

import multiprocessing

lock = multiprocessing.Lock()


def use():
    with lock:
        print("the child has the lock")


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    child = multiprocessing.Process(target=use)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
