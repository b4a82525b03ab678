"""No __del__, and the same hang: the collector calls weak reference callbacks and finalizers too.

    weakref_callback.py [MEANS]        callback or finalize; default: callback

This is get_on_empty, but a Connection has no __del__. Other code wants to know when it is gone, and asks
with weakref.ref(connection, callback), or with weakref.finalize(connection, function). The collector
calls both while it clears a cycle, on the thread on which it runs, in the middle of whatever
that thread was doing: here get_nowait() on an empty queue.

Hangs within some thousand rounds on every version from 3.8 to 3.15, with and without the GIL.
"""

import queue
import random
import sys
import weakref

means = sys.argv[1] if len(sys.argv) > 1 else "callback"
events = queue.Queue()
references = []


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]


def report(reference):
    events.put("a connection is gone")


def handle_events():
    try:
        while True:
            events.get_nowait()
    except queue.Empty:
        pass


for rounds in range(1, 1_000_001):
    if means == "callback":
        references.append(weakref.ref(Connection(), report))
    else:
        weakref.finalize(Connection(), events.put, "a connection is gone")
    handle_events()
print("rounds =", rounds)
