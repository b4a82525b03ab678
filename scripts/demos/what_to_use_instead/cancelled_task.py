"""Two tasks run, and one is no longer wanted: which call ends it, and does that call end the other task as well?

    cancelled_task.py [KIND [START_METHOD]]      as for one_task.py

cancel() of a future ends no task that runs. A command can be killed alone. A Pool or an executor ends all its workers
or none: by terminate(), by kill_workers() (CPython 3.14 and later), and before that by kill() of each of
active_children(). No call ends a task in a thread or in another interpreter: it has to look at a flag now and then.
"""

import importlib
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile
import time


def work(folder, name):
    """Work until there is the file "end"; then leave a file behind, as only a task does that was not ended."""
    pathlib.Path(folder, name + " runs").touch()
    while not os.path.exists(folder + "/end"):
        time.sleep(0.001)
    pathlib.Path(folder, name + " is done").touch()


def started(kind, *methods):
    """Give workers, and a function that hands them a task."""
    contexts = [multiprocessing.get_context(method) for method in methods]
    if kind == "Pool":
        pool = contexts[0].Pool(2)
        return pool, lambda function, *arguments: pool.apply_async(function, arguments)
    if kind == "subprocess":
        return None, lambda _, *words: subprocess.Popen([sys.executable, __file__, "task", *words])
    package, _, name = kind.rpartition(".")
    workers = getattr(importlib.import_module(package or "concurrent.futures"), name)(2, *contexts)
    return workers, workers.submit


def end(kind, workers, task):
    """End a running task, by the most that there is; say how."""
    children = multiprocessing.active_children()
    if kind == "subprocess":
        task.kill()
        task.wait()
        return "kill() of its process"
    if kind == "Pool":
        workers.terminate()
        workers.join()
        return "terminate()"
    if kind.startswith("loky"):
        workers.shutdown(kill_workers=True)
        return "shutdown(kill_workers=True)"
    if kind != "ProcessPoolExecutor":
        return "no call: cancel() gives %s" % task.cancel()
    has_call = hasattr(workers, "kill_workers")
    workers.kill_workers() if has_call else [child.kill() for child in children]
    [child.join() for child in children]
    return "kill_workers()" if has_call else "kill() of active_children()"


if __name__ == "__main__" and sys.argv[1:2] == ["task"]:
    work(*sys.argv[2:])
elif __name__ == "__main__":
    kind, *methods = sys.argv[1:] or ["ThreadPoolExecutor"]
    workers, submit = started(kind, *methods)
    with tempfile.TemporaryDirectory() as folder:
        tasks = [submit(work, folder, name) for name in ("the unwanted task", "the other task")]
        while len(os.listdir(folder)) < 2:
            time.sleep(0.001)
        print("ended by:", end(kind, workers, tasks[0]))
        pathlib.Path(folder, "end").touch()
        if kind == "subprocess":
            [task.wait() for task in tasks]
        elif kind != "Pool":
            workers.shutdown()
        for name in ("the unwanted task", "the other task"):
            print("%s: %s" % (name, "goes on" if os.path.exists("%s/%s is done" % (folder, name)) else "is ended"))
