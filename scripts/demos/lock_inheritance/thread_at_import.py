"""A child of forkserver gets what its server imported: a locked lock, and not the thread that holds it.

    thread_at_import.py [START_METHOD [by-name]]        default: forkserver

The module's body below starts a thread, as some libraries do at import. The thread holds the lock until
another one wants it. A process that has run the body itself has the thread too, and gets the lock: with
spawn, always.

A child of forkserver is a fork of a server. What the server has imported, the child has as it stands
there: the lock locked, and no thread that would learn that the lock is wanted. The server imports
  by default, the main script; but that worked in no version before CPython 3.13.8 and 3.14.1
  (gh-126631), and there each child runs the body itself;
  by-name, that is with set_forkserver_preload(["thread_at_import"]), the module of this name, on every
  version, if it is found. Before 3.12.8 and 3.13.1 the server does not look where the main script
  is, and does not report an import that fails (gh-117378); hence PYTHONPATH.

So a preloaded module must start no thread. On Linux forkserver is the default from 3.14 on (gh-84559).
"""

import importlib
import multiprocessing
import os
import sys
import threading

lock = threading.Lock()
held = threading.Event()
wanted = threading.Event()


def work():
    with lock:
        held.set()
        wanted.wait()


def use():
    wanted.set()
    with lock:
        print("the child has the lock")


threading.Thread(target=work, daemon=True).start()
held.wait()

if __name__ == "__main__":
    start_method, *by_name = sys.argv[1:] or ["forkserver"]
    context = multiprocessing.get_context(start_method)
    target = use
    if by_name:
        os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
        context.set_forkserver_preload(["thread_at_import"])
        target = importlib.import_module("thread_at_import").use
    child = context.Process(target=target)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
