"""A queue that keeps the latest items, and an item that reports that it was dropped: put() waits for itself.

    keeps_latest.py [MEANS]        del, weakref or unbounded; default: del

A common way to keep the latest items only: a Queue whose deque has a maxlen, so that each append drops the oldest
item. append() is one C call, but it frees what it drops, and freeing calls __del__, or the callback of a weak
reference, before append() returns. put() holds the queue's mutex then. The callback puts a report into the same
queue and waits for the mutex that its own thread holds.

No collector is needed: the last reference goes away at a place that can be named. Hangs at the 11th put() on every
version from 3.8 to 3.15. With an unbounded deque append() drops nothing, so it runs no Python code.
"""

import collections
import queue
import sys
import weakref

means = sys.argv[1] if len(sys.argv) > 1 else "del"


class LatestItems(queue.Queue):
    def _init(self, maxsize):
        self.queue = collections.deque(maxlen=None if means == "unbounded" else 10)


class Item:
    def __del__(self):
        if means != "weakref":
            events.put("an item was dropped")


def report(reference):
    events.put("an item was dropped")


events = LatestItems()
references = []
for number in range(1, 101):
    item = Item()
    if means == "weakref":
        references.append(weakref.ref(item, report))
    print("put", number, flush=True)
    events.put(item)
    del item
print("items_put =", number)
