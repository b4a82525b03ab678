"""Mend this program: it waits until its worker is ready, and fails.

    context_mismatch_warm_up.py NUMBER

The worker must be spawned, and sets an event when it is ready; then it goes on. The program waits for the event, and
goes on as soon as it is set. Change one line or two, and leave the three calls of report(): "working" and "serving" in
the worker, and "ready" in the program.
"""

import multiprocessing
import sys

from reporting import report


def work(ready, number):
    report("working", number)
    ready.set()
    report("serving", number)


def main():
    ready = multiprocessing.get_context("fork").Event()
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=work, args=(ready, int(sys.argv[1])))
    worker.start()
    ready.wait()
    report("ready")
    worker.join()


if __name__ == "__main__":
    main()
