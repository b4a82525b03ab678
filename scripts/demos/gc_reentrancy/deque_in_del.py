"""The cure by doing less: __del__ only appends to a deque, and the program reads the deque.

This is get_on_empty, but __del__ takes no lock: append() to an unbounded collections.deque is one C call, which
waits for nothing and runs no Python code. (With maxlen it would drop an item, see keeps_latest.) The program puts the
events into the queue later, between two rounds, where it holds no lock.

Runs to its end on every version from 3.8 to 3.15.
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
