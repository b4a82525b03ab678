"""A library makes a lock at import, and the program can no longer choose a start method.

The module body below stands for a library's. multiprocessing.Lock() belongs to the default context,
and so fixes which start method that has: when the importing program calls set_start_method(), it
raises RuntimeError. See default_context for what else fixes it, and context_as_argument for the
cure.

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
