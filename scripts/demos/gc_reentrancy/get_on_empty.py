"""An object that puts into a queue when it is collected: in the middle of get(), it waits for itself.

A Queue holds its mutex, a plain Lock, in every method. get_nowait() on an empty queue raises Empty with
the mutex held. The exception and its traceback are objects, and their allocation can start the
garbage collector: before CPython 3.12 there and then, since 3.12 at the next call of a function, and
that is the one which would release the mutex. The collector finds a Connection that refers to itself and
calls its __del__, on the same thread; that calls put(), and put() waits for the mutex, which is held by
the get_nowait() below it on the same stack. One thread, one lock, no other process.

Within some hundreds or thousands of rounds on every version from 3.8 to 3.15 and free-threaded: in
which round depends on how many objects there are when the collector starts, so their sizes are random.
Free-threaded 3.13 raises its threshold at each collection: it collects about fifty times in a million rounds,
of which every tenth hits, so now and then it takes more than a million.
Nobody repaired this: bpo-14976 (gh-59181) led to queue.SimpleQueue in 3.7, and left Queue as it was.
"""

import queue
import random

events = queue.Queue()


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]

    def __del__(self):
        events.put("a connection is gone")


def handle_events():
    try:
        while True:
            events.get_nowait()
    except queue.Empty:
        pass


for rounds in range(1, 10_000_001):
    Connection()
    handle_events()
print("rounds =", rounds)
