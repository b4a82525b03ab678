"""An object that puts into a queue when it is collected: in the middle of get(), the thread waits for itself.

A Queue holds its mutex, a Lock, in every method. get_nowait() on an empty queue raises Empty while it holds
the mutex. The exception and its traceback are objects, and making them can start the garbage
collector: before CPython 3.12 at once, since 3.12 at the next call of a function, which is the call that would
release the mutex. The collector finds a Connection that refers to itself and calls its __del__, on the same
thread. __del__ calls put(), and put() waits for the mutex, which the get_nowait() further down the same stack
holds. One thread and one lock are enough.

Hangs within some hundred or thousand rounds on every version from 3.8 to 3.15, with and without the GIL. The round
depends on how many objects there are when the collector starts, so the objects have random sizes.
Free-threaded 3.13 raises its threshold at each collection: it collects about fifty times in a million rounds,
and about every tenth collection hits, so now and then it needs more than a million rounds.
Queue was not repaired: bpo-14976 (gh-59181) led to queue.SimpleQueue in 3.7, and left Queue as it was.
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
