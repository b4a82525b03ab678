"""Events that may be dropped: put_nowait() into a full queue, and the thread waits for itself.

A common way to report without waiting: a queue with a limit, put_nowait(), and an event that is dropped if the queue
is full. Here a Connection reports from __del__ that it is gone. Full is raised while the queue's mutex is
held, as Empty is in get_on_empty, and the exception can start the collector. __del__ calls put_nowait(), which waits
for the mutex that the same thread holds further down its stack. The word "nowait" is about room in the queue, not about
its mutex.

Hangs within some thousand rounds on every version from 3.8 to 3.15. Free-threaded 3.13 collects seldom and can
need a hundred times as many. Error reporting works like this, and had this bug: see issue 803 of sentry-python,
with logging in a __del__.
"""

import queue
import random

events = queue.Queue(maxsize=10)


def report(event):
    try:
        events.put_nowait(event)
    except queue.Full:
        pass


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]

    def __del__(self):
        report("a connection is gone")


for rounds in range(1, 10_000_001):
    Connection()
    report("a round is over")
print("rounds =", rounds)
