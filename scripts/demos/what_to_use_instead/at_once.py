"""Four workers compute for a while, all at once: how many processors do they use together?

    at_once.py [KIND [START_METHOD]]      as for one_task.py

Threads take turns, because they share a GIL: together they use one processor. Interpreters have a GIL each (CPython
3.12 and later), and threads of a free-threaded build have none. Wanted is a processor by a thread that runs, and by
one that is ready and waits for other programs of the machine: a busy machine lowers what is used, not what is wanted.
Linux, for /proc.
"""

import concurrent.futures
import importlib
import multiprocessing
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import time

WORKERS = 4


def command(function, *arguments):
    """Give the task to a new Python, and wait for its answer."""
    words, task = [sys.executable, __file__, "answer"], pickle.dumps(arguments)
    return pickle.loads(subprocess.run(words, input=task, stdout=subprocess.PIPE, check=True).stdout)


def started(kind, *methods):
    """Give workers, and a function that hands them a task and gives the function that waits for its result."""
    contexts = [multiprocessing.get_context(method) for method in methods]
    if kind == "Pool":
        pool = contexts[0].Pool(WORKERS)
        return pool, lambda function, *arguments: pool.apply_async(function, arguments).get
    if kind == "subprocess":
        threads = concurrent.futures.ThreadPoolExecutor(WORKERS)
        return threads, lambda *task: threads.submit(command, *task).result
    package, _, name = kind.rpartition(".")
    workers = getattr(importlib.import_module(package or "concurrent.futures"), name)(WORKERS, *contexts)
    return workers, lambda *task: workers.submit(*task).result


def compute(folder):
    """Begin when all workers are there. Give begin and end, and how long a processor was used, and was waited for."""
    os.close(tempfile.mkstemp(dir=folder)[0])
    while not os.path.exists(folder + "/begin"):
        time.sleep(0.001)
    sys.setswitchinterval(0.1)  # or each thread that waits for the GIL wants a processor every 5 ms, to ask for it
    begun, before, end = time.perf_counter(), scheduled(), time.thread_time() + 0.2
    while time.thread_time() < end:
        sum(range(100))
    used, waited = (now - then for now, then in zip(scheduled(), before))
    return begun, time.perf_counter(), used, waited


def scheduled():
    """The seconds for which this thread was on a processor, and for which it was ready and was on none."""
    return [int(field) / 1e9 for field in pathlib.Path("/proc/thread-self/schedstat").read_text().split()[:2]]


if __name__ == "__main__" and sys.argv[1:] == ["answer"]:
    sys.stdout.buffer.write(pickle.dumps(compute(*pickle.load(sys.stdin.buffer))))
elif __name__ == "__main__":
    workers, submit = started(*sys.argv[1:] or ["ThreadPoolExecutor"])
    with workers, tempfile.TemporaryDirectory() as folder:
        answers = [submit(compute, folder) for _ in range(WORKERS)]
        while len(os.listdir(folder)) < WORKERS:
            time.sleep(0.001)
        pathlib.Path(folder, "begin").touch()
        begins, ends, used, waited = zip(*[answer() for answer in answers])
        seconds = max(ends) - min(begins)
        print("processors_used = %.2f" % (sum(used) / seconds))
        print("processors_wanted = %.2f" % ((sum(used) + sum(waited)) / seconds))
