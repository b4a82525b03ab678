"""Mend this program: it was written for fork, and now its workers are spawned.

    fork_versus_spawn.py TIMES

Each of two workers is a cash register of its own, in which a thread for each article sells it TIMES times. The workers
must be spawned, the threads of a worker must sell at the same time, and the prices must be loaded once, in the program
itself. Change what you like, but leave the three calls of report(), by which the checker learns what happens: "prices"
where they are loaded, "selling" in each thread, and "total" in each worker.
"""

import multiprocessing
import random
import sys
import threading

from reporting import report

prices = {}


def load_prices():
    prices.update(bread=random.randrange(100, 999), milk=random.randrange(100, 999))
    report("prices", prices)


class CashRegister:
    def __init__(self):
        self.lock = threading.Lock()
        self.total = 0

    def sell(self, article, times):
        report("selling", article)
        for _ in range(times):
            with self.lock:
                self.total += prices[article]

    def work(self, times):
        threads = [threading.Thread(target=self.sell, args=(article, times)) for article in prices]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        report("total", self.total)


def main():
    load_prices()
    register = CashRegister()
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=register.work, args=(int(sys.argv[1]),)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
