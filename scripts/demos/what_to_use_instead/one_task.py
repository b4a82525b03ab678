"""What workers of each kind cost: the time until they work, a round trip of a task, and memory.

    one_task.py [KIND [START_METHOD]]

KIND: ThreadPoolExecutor (the default), InterpreterPoolExecutor (CPython 3.14 and later), ProcessPoolExecutor, Pool,
loky.get_reusable_executor (a package) or subprocess, which starts a Python for each task. Times and sizes depend on the
machine. A round trip is the middle one of 49: the first with much data also wait for memory. Linux, for /proc.
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
import timeit

WORKERS = 4


def command(function, *arguments):
    command, task = [sys.executable, __file__, "answer"], pickle.dumps((function.__name__, arguments))
    return pickle.loads(subprocess.run(command, input=task, stdout=subprocess.PIPE, check=True).stdout)


def started(kind, *methods):
    contexts = [multiprocessing.get_context(method) for method in methods]
    if kind == "Pool":
        pool = contexts[0].Pool(WORKERS)
        return pool, lambda function, *arguments: pool.apply_async(function, arguments).get
    if kind == "subprocess":
        threads = concurrent.futures.ThreadPoolExecutor(WORKERS)
        return threads, lambda *task: threads.submit(command, *task).result
    package, _, name = ("concurrent.futures." + kind if "." not in kind else kind).rpartition(".")
    workers = getattr(importlib.import_module(package), name)(WORKERS, *contexts)
    return workers, lambda *task: workers.submit(*task).result


def work(folder):
    os.close(tempfile.mkstemp(prefix="%d." % os.getpid(), dir=folder)[0])
    while not os.path.exists(folder + "/measured"):
        time.sleep(0.001)


def held(process, *fields):
    words = pathlib.Path("/proc/%s/smaps_rollup" % process).read_text().split()
    return sum(int(number) for field, number in zip(words, words[1:]) if field in fields) / 1024


def family(process):
    children = [one.read_text().split() for one in pathlib.Path("/proc/%s/task" % process).glob("*/children")]
    return [process] + [one for child in sum(children, []) for one in family(child)]


if __name__ == "__main__" and sys.argv[1:] == ["answer"]:
    function, arguments = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pickle.dumps({"len": len, "work": work}[function](*arguments)))
elif __name__ == "__main__":
    before, begun = held("self", "Pss:"), time.perf_counter()
    workers, submit = started(*sys.argv[1:] or ["ThreadPoolExecutor"])
    with workers, tempfile.TemporaryDirectory() as folder:
        submit(len, b"")()
        print("first_result_ms = %.1f" % (1000 * (time.perf_counter() - begun)))
        answers = [submit(work, folder) for _ in range(WORKERS)]
        while len(os.listdir(folder)) < WORKERS:
            time.sleep(0.001)
        print("all_at_work_ms = %.1f" % (1000 * (time.perf_counter() - begun)))
        after = sum(held(one, "Pss:") for one in family(str(os.getpid())))
        print("pss_for_each_worker_mib = %.2f" % ((after - before) / WORKERS))
        if (worker := os.listdir(folder)[0].split(".")[0]) != str(os.getpid()):
            print("worker_uss_mib = %.2f" % held(worker, "Private_Clean:", "Private_Dirty:"))
        pathlib.Path(folder, "measured").touch()
        [answer() for answer in answers]
        for name, data in ("tiny", b""), ("large", bytes(10_000_000)):
            rounds = timeit.repeat(lambda: submit(len, data)(), number=1, repeat=9 if "subprocess" in sys.argv else 49)
            print("%s_ms = %.3f" % (name, 1000 * sorted(rounds)[len(rounds) // 2]))
