"""A task is killed, crashes or hangs: what does the parent learn, and does the program end?

    failing_task.py FAILURE [KIND [START_METHOD]]      KIND and START_METHOD as for one_task.py

FAILURE  killed, crashed     the worker gets SIGKILL, as from a kernel without memory, or reads address 0 in C
         loop, lock, gil     the task never ends: in Python, on a lock, or on a lock in C while it holds the GIL

Threads and interpreters die with their process. A Pool goes on waiting for a worker that is gone; an executor raises
BrokenProcessPool, and subprocess.run() CalledProcessError. If a task hangs, the parent's time limit ends its wait, but
not if the task holds the parent's GIL. Then the parent gives a second task: an executor that is broken refuses it. At
the end of the block a Pool ends its workers, and an executor waits for them.
"""

import concurrent.futures
import ctypes
import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from os import getpid


def killed():
    os.kill(getpid(), signal.SIGKILL)


def crashed():
    ctypes.string_at(0)


def loop():
    while True:
        pass


def lock():
    held = threading.Lock()
    [held.acquire() for _ in range(2)]


def gil():
    mutex = ctypes.create_string_buffer(64)  # of zeros, as PTHREAD_MUTEX_INITIALIZER is
    ctypes.PyDLL(None).pthread_mutex_lock(mutex)  # PyDLL does not release the GIL
    ctypes.PyDLL(None).pthread_mutex_lock(mutex)


def command(function):
    seconds = 0.5 if function in (loop, lock, gil) else None
    subprocess.run([sys.executable, __file__, "task", function.__name__], timeout=seconds, check=True)


def started(kind, *methods):
    contexts = [multiprocessing.get_context(method) for method in methods]
    if kind == "Pool":
        pool = contexts[0].Pool(2)
        return pool, lambda task: pool.apply_async(task).get
    if kind == "subprocess":
        threads = concurrent.futures.ThreadPoolExecutor(2)
        return threads, lambda task: threads.submit(command, task).result
    package, _, name = kind.rpartition(".")
    workers = getattr(importlib.import_module(package or "concurrent.futures"), name)(2, *contexts)
    return workers, lambda task: workers.submit(task).result


if __name__ == "__main__" and sys.argv[1] == "task":
    globals()[sys.argv[2]]()
elif __name__ == "__main__":
    workers, submit = started(*sys.argv[2:] or ["ThreadPoolExecutor"])
    with workers:
        for what, task in ("the parent gets", globals()[sys.argv[1]]), ("the next task", getpid):
            try:
                submit(task)(0.5 if task in (loop, lock, gil) and "subprocess" not in sys.argv else None)
                print(what + ": ends", flush=True)
            except Exception as error:
                print("%s: %s" % (what, type(error).__name__), flush=True)
    print("the program: ends")
