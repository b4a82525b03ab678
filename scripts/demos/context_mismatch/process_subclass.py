"""class Worker(multiprocessing.Process) is started by the default method, not by your context.

    process_subclass.py [START_METHOD]        the context that the program chooses, default: spawn

A class is bound to a context by its base class. multiprocessing.Process is the Process of the
default context, and a context that you keep in a variable does not change that.

With spawn the program ends well, but its worker was forked on Linux up to CPython 3.13: what you
wanted to avoid with spawn, you have. With fork it works up to 3.13; from 3.14 on the worker is
started by forkserver, and start() raises RuntimeError, because the event is of the fork context
(gh-77377, gh-84559).

The cure is subclass_of_context.
"""

import multiprocessing
import sys


class Worker(multiprocessing.Process):
    def __init__(self, ready):
        super().__init__()
        self.ready = ready

    def run(self):
        self.ready.set()


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "spawn"
    context = multiprocessing.get_context(chosen)
    ready = context.Event()
    worker = Worker(ready)
    worker.start()
    print(f"context chosen: {chosen}, worker started by {worker._popen.method}")
    worker.join()
    print("event is set:", ready.is_set())
    print("child_exit_code =", worker.exitcode)
