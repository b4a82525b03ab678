"""A function that was defined in a notebook does not reach a worker: a Pool waits forever for the result.

    function_of_a_notebook.py CALLER METHOD        CALLER Process, Pool, Executor; METHOD fork, spawn, forkserver

This program is no notebook. It imitates the one property of a notebook that matters here: the function
is defined by a text that is executed in a module __main__ without a file. pickle sends no code, only the
name "square in __main__". A child of spawn or forkserver has no file to run, so its __main__ has no
square, and the child dies of an AttributeError when it reads what it is to do.

  Process    start() succeeds, the child prints a traceback to standard error, its exit code is 1;
  Pool       the worker has taken the task and dies, the pool starts another worker, and map() waits forever,
             because no worker sends a result for that task;
  Executor   ProcessPoolExecutor notices that its worker died: result() raises BrokenProcessPool.

Under fork all three work, because a forked child has the function in memory. The same on every version.
"""

import multiprocessing
import sys
import types
from concurrent.futures import ProcessPoolExecutor

CELL = """
def square(number):
    return number * number
"""


def call(caller, context, function):
    if caller == "Process":
        child = context.Process(target=function, args=(3,))
        child.start()
        child.join()
        print("child_exit_code =", child.exitcode)
    elif caller == "Pool":
        with context.Pool(1) as pool:
            print("result:", pool.map(function, [3]))
    else:
        with ProcessPoolExecutor(1, mp_context=context) as executor:
            print("result:", executor.submit(function, 3).result())


if __name__ == "__main__":
    # As IPython's kernel does: __main__ is a module without a file, and each cell is executed in it.
    sys.modules["__main__"] = notebook = types.ModuleType("__main__")
    exec(CELL, vars(notebook))
    call(sys.argv[1], multiprocessing.get_context(sys.argv[2]), notebook.square)
