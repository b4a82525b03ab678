"""Mend this program: two spawned workers count together, and the program fails.

    context_mismatch.py COUNT

Each worker adds one COUNT times, so that the total is twice COUNT, however fast or slow each worker runs. The workers
must be spawned. Change what you like, but leave the two calls of report(), by which the checker learns what happens:
"counted" in each worker, and "total" in the program itself.
"""

import multiprocessing
import sys

from reporting import report


class Counter:
    def __init__(self):
        context = multiprocessing.get_context("fork")
        self.lock = context.Lock()
        self.number = context.Value("i", 0, lock=False)

    def add_one(self):
        with self.lock:
            self.number.value += 1


def count(counter, times):
    for _ in range(times):
        counter.add_one()
    report("counted", times)


def main():
    counter = Counter()
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=count, args=(counter, int(sys.argv[1]))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    report("total", counter.number.value)


if __name__ == "__main__":
    main()
