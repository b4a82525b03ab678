"""A worker inherits its parent's SIGTERM handler, which calls sys.exit(): terminate() does not end the worker.

    handler_in_a_worker.py [reset]        reset: the workers get the default action of SIGTERM back

Services install such a handler so that SIGTERM ends them in good order. A forked worker has the handler
too. terminate() sends SIGTERM, the handler raises SystemExit in the middle of the task, and the worker of
ProcessPoolExecutor catches it, as it catches everything that a task raises, and takes the next task.

Every version, with fork; Linux. With spawn and forkserver a worker has the handler only if the main module
sets it without a main guard.
"""

import concurrent.futures
import multiprocessing
import os
import signal
import sys
import time


def work(ready):
    ready.set()
    while True:
        time.sleep(0.01)  # not pause(), which sleeps on if the signal comes right before it


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    context = multiprocessing.get_context("fork")
    reset = (signal.SIGTERM, signal.SIG_DFL)
    settings = {"initializer": signal.signal, "initargs": reset} if "reset" in sys.argv else {}
    with context.Manager() as manager:
        ready = manager.Event()
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context, **settings) as executor:
            worker = executor.submit(os.getpid).result()
            task = executor.submit(work, ready)
            ready.wait()
            os.kill(worker, signal.SIGTERM)
            print("the task raised", type(task.exception()).__name__)
            try:
                print("same_worker_goes_on =", int(executor.submit(os.getpid).result() == worker))
            except concurrent.futures.process.BrokenProcessPool:
                print("same_worker_goes_on = 0")
