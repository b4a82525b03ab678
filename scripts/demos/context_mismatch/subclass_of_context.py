"""The cure of process_subclass: the base class is the Process of the chosen context.

get_context(METHOD) with a method fixes nothing for the rest of the program, so it may stand at the
top of a module.

The same on every version and system.
"""

import multiprocessing

context = multiprocessing.get_context("spawn")


class Worker(context.Process):
    def __init__(self, ready):
        super().__init__()
        self.ready = ready

    def run(self):
        self.ready.set()


if __name__ == "__main__":
    ready = context.Event()
    worker = Worker(ready)
    worker.start()
    print(f"context chosen: spawn, worker started by {worker._popen.method}")
    worker.join()
    print("event is set:", ready.is_set())
    print("child_exit_code =", worker.exitcode)
