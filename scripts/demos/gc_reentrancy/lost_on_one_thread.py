"""A number that the program counts up and __del__ counts down: on one thread, the counts of __del__ are lost.

    lost_on_one_thread.py [MEANS]        add or append; default: add

`are_open += connect()` reads are_open, calls connect(), and then writes the sum. A call is where the collector can run:
it frees Connections that are garbage, and their __del__ subtracts from are_open. The line then writes the sum that it
made from the old number, so what __del__ has subtracted is lost. No second thread is involved.

append: __del__ only appends to a deque, the program counts what is in it, and nothing is lost. The same on every
version from 3.8 to 3.15, with and without the GIL.
"""

import collections
import gc
import random
import sys

means = sys.argv[1] if len(sys.argv) > 1 else "add"
ROUNDS = 100_000
are_open = 0
notes = collections.deque()


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]

    def __del__(self):
        global are_open
        if means == "append":
            notes.append("a connection is gone")
        else:
            are_open -= 1


def connect():
    Connection()
    return 1


for _ in range(ROUNDS):
    are_open += connect()
gc.collect()
are_open -= len(notes)
print("connections_made =", ROUNDS)
print("said_to_be_open =", are_open)
