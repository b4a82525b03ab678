"""The cure for weakref_callback: the callback, or the finalizer, only appends to a deque.

    deque_in_callback.py [MEANS]        callback or finalize; default: callback

The collector still calls it at any point. But append() to an unbounded collections.deque is one C call that waits
for no lock and runs no Python code. The program takes the events from the deque between two rounds, where it
holds no lock.

Runs to its end on every version from 3.8 to 3.15.
"""

import collections
import queue
import random
import sys
import weakref

means = sys.argv[1] if len(sys.argv) > 1 else "callback"
events = queue.Queue()
gone = collections.deque()
handled = 0
references = []


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]


def report(reference):
    gone.append("a connection is gone")


def handle_events():
    global handled
    while gone:
        events.put(gone.popleft())
    try:
        while True:
            events.get_nowait()
            handled += 1
    except queue.Empty:
        pass


for rounds in range(1, 100_001):
    if means == "callback":
        references.append(weakref.ref(Connection(), report))
    else:
        weakref.finalize(Connection(), gone.append, "a connection is gone")
    handle_events()
print("rounds =", rounds)
print("events_handled =", handled)
