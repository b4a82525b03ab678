"""No __del__ anywhere, and the same hang: the collector calls weakref callbacks and finalizers too.

    weakref_callback.py [MEANS]        callback or finalize; default: callback

Like get_on_empty, but a Connection has no __del__. Somebody else wants to know when it is gone, and asks
with weakref.ref(connection, callback), or with weakref.finalize(connection, function). The collector
calls both while it clears a cycle, on the thread that it happens to run on, in the middle of whatever
that was doing: here get_nowait() on an empty queue.

Within some thousands of rounds on every version from 3.8 to 3.15 and free-threaded.
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
