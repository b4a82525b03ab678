"""The cure by doing less: __del__ only appends to a deque, and the program takes it from there.

This is get_on_empty, but __del__ touches no lock: collections.deque.append() is one C call, which neither
waits nor calls back into Python. The events go into the queue later, between two rounds, where the
program itself decides that no lock is held.

It never hangs, on no version.
"""

import collections
import queue
import random

events = queue.Queue()
gone = collections.deque()


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]

    def __del__(self):
        gone.append("a connection is gone")


def handle_events():
    while gone:
        events.put(gone.popleft())
    try:
        while True:
            events.get_nowait()
    except queue.Empty:
        pass


for rounds in range(1, 100_001):
    Connection()
    handle_events()
print("rounds =", rounds)
