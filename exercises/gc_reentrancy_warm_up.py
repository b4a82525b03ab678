"""Mend this program: it hangs, because __del__ puts into a queue while the program takes from it.

    gc_reentrancy_warm_up.py CONNECTIONS

Each connection that is freed is noted in __del__, and the program takes the notes. A connection refers to itself, so
the collector frees it, and that can be at any line and in any call. Every connection must be noted once. Change one
line or two, and leave the call of report().
"""

import gc
import queue
import sys

from reporting import report

notes = queue.Queue()


class Connection:
    def __init__(self, number):
        self.itself, self.number = self, number

    def __del__(self):
        notes.put(self.number)


def take_notes(taken):
    try:
        while True:
            taken.append(notes.get_nowait())
    except queue.Empty:
        return


taken = []
for number in range(int(sys.argv[1])):
    Connection(number)
    take_notes(taken)
gc.collect()
take_notes(taken)
report("taken", taken)
