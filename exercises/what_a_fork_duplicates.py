"""Mend this simulation: its workers draw the same numbers, and its journal has lines that no process wrote.

    what_a_fork_duplicates.py JOURNAL SEED FIRST

Three workers, with the numbers FIRST, FIRST + 1 and FIRST + 2, draw numbers at the same time. Each worker must draw
numbers of its own; but with the same SEED, a worker of the same number draws the same numbers in each run, because a
simulation must be repeatable. The file JOURNAL never has a line twice: first "begin", then one line of each worker, and
last "end". Change what you like, but leave the call of report(), by which the checker learns what each one draws.
"""

import multiprocessing
import random
import sys

from reporting import report

context = multiprocessing.get_context("fork")


def work(number, generator, journal):
    drawn = [generator.randrange(10**6) for _ in range(3)]
    journal.write(f"worker {number}\n")
    journal.close()
    report("drawn", [number, drawn])


def main():
    path, seed, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    generator = random.Random(seed)
    journal = open(path, "w")
    journal.write("begin\n")
    workers = [context.Process(target=work, args=(first + at, generator, journal)) for at in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    journal.write("end\n")
    journal.close()


if __name__ == "__main__":
    main()
