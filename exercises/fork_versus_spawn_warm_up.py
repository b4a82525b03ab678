"""Mend this program: its spawned workers do not know in which session they work.

    fork_versus_spawn_warm_up.py WORKERS

The program draws a random number for its session, and each worker must work in the session of the program. The workers
must be spawned. Change one line or two, and leave the two calls of report(): "session" in the program, "worked" in each
worker.
"""

import multiprocessing
import random
import sys

from reporting import report

session = random.randrange(10**9)


def work():
    report("worked", session)


def main():
    report("session", session)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=work) for _ in range(int(sys.argv[1]))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
