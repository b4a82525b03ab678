"""Mend this program: it was written where processes are forked, and now they are spawned.

Two tills add up what was bought, each in a process of its own. Keep the spawn context and the lock, and
leave the prices where they are read. Change what else you like above the line.
"""

import multiprocessing
import threading

prices = {}


class Till:
    def __init__(self):
        self.lock = threading.Lock()
        self.rounded = lambda amount: round(amount, 2)

    def add_up(self, bought, totals):
        with self.lock:
            totals.put(self.rounded(sum(prices[name] for name in bought)))


def main():
    prices.update(bread=3.2, milk=1.15)  # read from a file, let us say: not to be read by every child
    context = multiprocessing.get_context("spawn")
    till = Till()
    totals = context.SimpleQueue()
    workers = [
        context.Process(target=till.add_up, args=(["bread"], totals)),
        context.Process(target=till.add_up, args=(["milk", "milk"], totals)),
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return till, totals, workers


# ---------------------------------------------------------------- the checker; leave it as it is


def check():
    """Say what is still wrong, in one line; an empty line if nothing is."""
    try:
        till, totals, workers = main()
    except Exception as error:
        return f"start() raised {type(error).__name__}: {error}"
    if not all(type(worker).__name__ == "SpawnProcess" for worker in workers):
        return "the workers are not of the spawn context"
    ends = [worker.exitcode for worker in workers]
    if ends != [0, 0]:
        return f"the workers' exit codes are {ends}"
    if not isinstance(getattr(till, "lock", None), type(threading.Lock())):
        return "the lock has gone"
    found = sorted(totals.get() for _ in workers if not totals.empty())
    if found != [2.3, 3.2]:
        return f"they added up {found}"
    return ""


if __name__ == "__main__":
    wrong = check()
    print(wrong or "well done: what a child needs is sent to it, and what cannot be sent is made there")
    print("mended =", int(not wrong))
    raise SystemExit(bool(wrong))
