"""Mend this program: two spawned workers count together with a counter that has a lock, and it fails.

Keep the lock, and keep the spawn context. Together the two workers must count to 100. Change what
you like above the line.
"""

import multiprocessing


class Counter:
    def __init__(self):
        context = multiprocessing.get_context("fork")
        self.lock = context.Lock()
        self.value = context.Value("i", 0, lock=False)

    def add_one(self):
        with self.lock:
            self.value.value += 1


def count(counter):
    for _ in range(50):
        counter.add_one()


def main():
    counter = Counter()
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=count, args=(counter,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter, workers


# ---------------------------------------------------------------- the checker; leave it as it is


def check():
    """Return in one line what is still wrong, or an empty string."""
    try:
        counter, workers = main()
    except RuntimeError as error:
        return "start() raised RuntimeError: " + str(error)
    ends = [worker.exitcode for worker in workers]
    if ends != [0, 0]:
        return f"the workers' exit codes are {ends}"
    if not all(type(worker).__name__ == "SpawnProcess" for worker in workers):
        return "the workers are not processes of the spawn context"
    if "SemLock" not in repr(type(getattr(counter, "lock", None)).__mro__):
        return "the counter has no lock of multiprocessing in its attribute `lock`"
    if counter.value.value != 100:
        return f"the workers counted to {counter.value.value}, not to 100"
    return ""


if __name__ == "__main__":
    wrong = check()
    print(wrong or "well done: one context, and two workers that count together")
    print("mended =", int(not wrong))
    raise SystemExit(bool(wrong))
