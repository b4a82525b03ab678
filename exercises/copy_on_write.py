"""Mend this program: its worker copies the whole catalogue, although it changes nothing in it.

A parent loads a catalogue and forks a worker, which answers questions about the catalogue for a while. Change the
program so that the worker's own memory (its USS) grows by at most 6 MiB. These things must stay as they are: the
catalogue is a list of lists, the start method is fork, the total is right, and the collector is enabled in the worker.
You may change everything else above the line.
"""

import gc
import multiprocessing
import sys

COUNT = 300_000


def load():
    gc.freeze()
    return [[number, number % 100] for number in range(COUNT)]  # item and price


def answer(catalogue):
    """Add up all prices: the one question that the worker is asked."""
    return sum(item[1] for item in catalogue)


def serve(catalogue, connection):
    """Do the work of the worker; the checker calls this in the forked child."""
    total = answer(catalogue)
    for _ in range(50_000):
        page = {"total": total}
        page["itself"] = page  # a cycle: garbage for the collector
    connection.send(total)


def main(worker):
    """Load the catalogue and start the worker: `worker` takes the arguments of `serve`, and calls it."""
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
    """Return what is still wrong, in one line; an empty text if nothing is."""
    if sys.platform != "linux":
        return "this exercise needs Linux, because /proc tells how much memory a process has of its own"
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
        return "the collector is disabled in the worker, so its garbage stays"
    if growth > 6:
        return f"the worker's own memory has grown by {growth:.0f} MiB"
    return ""


if __name__ == "__main__":
    wrong = check()
    print(wrong or "well done: the worker shares what it does not change")
    print("mended =", int(not wrong))
    raise SystemExit(bool(wrong))
