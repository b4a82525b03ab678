"""Mend this journal: all parts of a program call add(), and so do __del__ and a signal handler.

    gc_reentrancy.py ROUNDS

The collector or a signal can interrupt add() and read() at any line, and call add() there, on the same thread. Neither
method may hang then. What was added before a call of read() must be in its result, once; the entries are numbered 1, 2,
3, ... in the order of the result, and keep their numbers. Several threads call add() at the same time; one thread calls
read(). Change the journal as you like, and leave the rest: report() tells the checker what read() gives.
"""

import gc
import signal
import sys
import threading

from reporting import report


class Journal:
    def __init__(self):
        self.lock = threading.Lock()
        self.entries = []

    def add(self, text):
        with self.lock:
            number = len(self.entries) + 1
            self.entries.append(f"{number}: {text}")

    def read(self):
        with self.lock:
            return list(self.entries)


class Connection:
    def __init__(self, journal, name):
        self.itself, self.journal, self.name = self, journal, name

    def __del__(self):
        self.journal.add(f"{self.name} is gone")


def work(journal, name, rounds, after_each):
    for number in range(rounds):
        Connection(journal, f"connection {name}{number}")
        journal.add(f"round {name}{number}")
        after_each(journal)


rounds, journal, signals = int(sys.argv[1]), Journal(), iter(range(10**6))
signal.signal(signal.SIGUSR1, lambda *_: journal.add(f"signal {next(signals)}"))
threads = [threading.Thread(target=work, args=(journal, name, 2 * rounds, id)) for name in "bc"]
for thread in threads:
    thread.start()
work(journal, "a", rounds, lambda journal: report("read", [journal.read() for _ in range(3)]))
for thread in threads:
    thread.join()
gc.collect()
report("last", [next(signals), journal.read(), next(signals), journal.read()])
