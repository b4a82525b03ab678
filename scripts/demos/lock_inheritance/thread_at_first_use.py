"""The remedy for thread_at_import: start the thread when it is first needed, in the process that needs it.

    thread_at_first_use.py [START_METHOD [by-name]]        default: forkserver

The module's body starts no thread and takes no lock, so a server can import it. The first call makes the
thread and the lock together, and records in which process that was. A child whose parent has made that
call finds another process id there, and makes its own: the parent's thread is not in the child.

Every version; Linux for forkserver and fork.
"""

import importlib
import multiprocessing
import os
import sys
import threading

worker = None


class Worker:
    def __init__(self):
        self.process_id = os.getpid()
        self.lock = threading.Lock()
        self.held = threading.Event()
        self.wanted = threading.Event()
        threading.Thread(target=self.work, daemon=True).start()
        self.held.wait()

    def work(self):
        with self.lock:
            self.held.set()
            self.wanted.wait()


def use():
    global worker
    if worker is None or worker.process_id != os.getpid():
        worker = Worker()
    worker.wanted.set()
    with worker.lock:
        print("the child has the lock")


if __name__ == "__main__":
    start_method, *by_name = sys.argv[1:] or ["forkserver"]
    context = multiprocessing.get_context(start_method)
    target = use
    if by_name:
        os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
        context.set_forkserver_preload(["thread_at_first_use"])
        target = importlib.import_module("thread_at_first_use").use
    child = context.Process(target=target)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
