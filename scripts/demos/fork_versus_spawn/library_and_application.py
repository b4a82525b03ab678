"""A library that sets the start method decides for the whole program; one that uses its own context does not.

    library_and_application.py LIBRARY        see below

The application has chosen spawn with set_start_method(), and then it calls a library that wants fork for a
process of its own. The library

  sets             calls set_start_method("fork"): RuntimeError, context has already been set;
  forces           calls set_start_method("fork", force=True): there is no error, and from then on the application's
                   processes are forked too;
  takes_a_context  calls get_context("fork").Process(...): both have the method that they want.

The library did something before the application made its choice, for example while it was imported:

  makes_a_lock     multiprocessing.Lock() fixes the default for good, so the application's
                   set_start_method() raises RuntimeError, context has already been set;
  asks_for_none    multiprocessing.get_context() without a method fixes it as well;
  starts_spawn     a process that is started from get_context("spawn") fixes it too on CPython 3.8 to 3.13.11 and
                   in 3.14.0 to 3.14.2. From 3.13.12 and 3.14.3 on it does not (gh-109263).
"""

import multiprocessing
import os
import sys

# The library


def prepare(library):
    if library == "makes_a_lock":
        multiprocessing.Lock()
    elif library == "asks_for_none":
        multiprocessing.get_context()
    elif library == "starts_spawn":
        start(multiprocessing.get_context("spawn"))


def start_worker(library):
    context = multiprocessing
    if library in ("sets", "forces"):
        multiprocessing.set_start_method("fork", force=library == "forces")
    else:
        context = multiprocessing.get_context("fork")
    start(context)
    print("the library's process:", multiprocessing.get_start_method() if context is multiprocessing else "fork")


def start(context):
    worker = context.Process(target=os.getpid)
    worker.start()
    worker.join()


# The application

if __name__ == "__main__":
    prepare(sys.argv[1])
    multiprocessing.set_start_method("spawn")
    start_worker(sys.argv[1])
    method = multiprocessing.get_start_method()
    print("the application's processes:", method)
    print("application_has_its_choice =", int(method == "spawn"))
