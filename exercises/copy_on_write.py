"""Mend this program: its worker copies the whole catalogue, though it changes nothing in it.

A parent loads a catalogue, and forks a worker that answers questions about it for a while. The worker's own memory
may grow by 6 MiB, no more. The catalogue stays as it is, a list of lists, the start method stays fork, the total stays
right, and the collector has to be at work in the worker. Change what else you like above the line.
"""

import gc
import multiprocessing
import sys

COUNT = 300_000


def load():
    gc.freeze()
    return [[number, number % 100] for number in range(COUNT)]  # item and price


def answer(catalogue):
    """Add up all prices: the one question that is asked in a while."""
    return sum(item[1] for item in catalogue)


def serve(catalogue, connection):
    """What the worker does; the checker calls it in a child that it has forked."""
    total = answer(catalogue)
    for _ in range(50_000):
        page = {"total": total}
        page["itself"] = page  # a cycle: garbage for the collector
    connection.send(total)


def main(worker):
    """Load, and start the worker: `worker` takes what `serve` takes, and calls it."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    catalogue = load()
    process = context.Process(target=worker, args=(catalogue, sending))
    process.start()
    process.join()
    return process, receiving.recv() if receiving.poll() else None, catalogue


# ---------------------------------------------------------------- the checker; leave it as it is


def own_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def check():
    """Say what is still wrong, in one line; an empty line if nothing is."""
    if sys.platform != "linux":
        return "this exercise needs Linux: only /proc tells what a process has of its own"
    context = multiprocessing.get_context("fork")
    found = context.SimpleQueue()

    def worker(*given):
        before = own_mib()
        serve(*given)
        enabled = gc.isenabled()
        gc.collect()  # a full one, as sooner or later there would be
        found.put((own_mib() - before, enabled))

    process, total, catalogue = main(worker)
    if process.exitcode != 0 or found.empty():
        return f"the worker's exit code is {process.exitcode}"
    growth, enabled = found.get()
    if total != sum(number % 100 for number in range(COUNT)):
        return f"the total is {total}"
    if type(process).__name__ != "ForkProcess":
        return "the worker was not forked"
    if len(catalogue) != COUNT or not all(type(item) is list for item in catalogue):
        return "the catalogue is no longer a list of lists"
    if not enabled:
        return "the collector is not at work in the worker: its garbage stays"
    if growth > 6:
        return f"the worker's own memory has grown by {growth:.0f} MiB"
    return ""


if __name__ == "__main__":
    wrong = check()
    print(wrong or "well done: the worker shares what it does not change")
    print("mended =", int(not wrong))
    raise SystemExit(bool(wrong))
