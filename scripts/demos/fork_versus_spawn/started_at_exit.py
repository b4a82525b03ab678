"""A thread, a process or a task is started while the interpreter shuts down: since CPython 3.12 that is refused.

    started_at_exit.py WHAT WHEN            WHAT thread, fork or executor; WHEN exit-handler or finalizer

  exit-handler   in a function that was registered with atexit. CPython 3.12.0 to 3.12.2 refuse thread and fork;
                 versions before and after start them. An executor refuses tasks since 3.9.
  finalizer      in the __del__ of a global object, which CPython calls later, when it clears the modules. From 3.12 on
                 thread and fork are refused. Up to 3.11 the thread never begins, and start() waits forever.

The messages are "can't create new thread at interpreter shutdown", "can't fork at interpreter shutdown" and "cannot
schedule new futures after". The first put() of a multiprocessing.Queue starts a thread and so gets the first one.
"""

import atexit
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Thread


def report():
    print("the last report is written", flush=True)


def by_thread(thread=Thread(target=report)):
    thread.start()
    thread.join()


def by_fork(fork=os.fork, wait=os.waitpid, end=os._exit, report=report):
    child = fork()
    if child == 0:
        report()
        end(0)
    wait(child, 0)


def by_executor(executor=ThreadPoolExecutor(1), report=report):
    executor.submit(report).result()


class Reporter:
    def __init__(self, way):
        self.way = way

    def __del__(self):
        self.way()


if __name__ == "__main__":
    way = {"thread": by_thread, "fork": by_fork, "executor": by_executor}[sys.argv[1]]
    if sys.argv[2] == "finalizer":
        reporter = Reporter(way)
    else:
        atexit.register(way)
    print("the program ends", flush=True)
