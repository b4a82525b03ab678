"""A library that sets the start method decides for the whole program; one that takes a context does not.

    library_and_application.py LIBRARY        sets, makes_a_lock, forces, or takes_a_context

The application has chosen spawn, with set_start_method, which is its right: it is the program. Then it
calls a library, which wants fork for a process of its own.

  sets             set_start_method("fork"): RuntimeError, context has already been set;
  makes_a_lock     multiprocessing.Lock(), when it is imported, before the application chooses: that takes the
                   default for good, and now it is the application whose set_start_method raises that error;
  forces           set_start_method("fork", force=True): no error, and from now on the application's own
                   processes are forked too;
  takes_a_context  get_context("fork").Process(...): the library has what it wants, and so has the application.

Best of all, the library takes the context from its caller. The same on every version.
"""

import multiprocessing
import os
import sys

# The library


def start_worker(library):
    context = multiprocessing
    if library == "takes_a_context":
        context = multiprocessing.get_context("fork")
    else:
        multiprocessing.set_start_method("fork", force=library == "forces")
    worker = context.Process(target=os.getpid)
    worker.start()
    worker.join()
    print("the library's process:", multiprocessing.get_start_method() if context is multiprocessing else "fork")


# The application

if __name__ == "__main__":
    if sys.argv[1] == "makes_a_lock":
        multiprocessing.Lock()  # as a library does that is imported first
    multiprocessing.set_start_method("spawn")
    start_worker(sys.argv[1])
    method = multiprocessing.get_start_method()
    print("the application's processes:", method)
    print("application_has_its_choice =", int(method == "spawn"))
