"""Events that may be dropped: put_nowait() into a full queue, and the queue waits for itself.

The usual way to report without ever blocking: a queue with a limit, put_nowait(), and if the queue is full
the event is dropped. Here a Connection reports that it is gone, from __del__. But Full is raised with
the queue's mutex held, as Empty is in get_on_empty, and the exception can start the collector there:
__del__ calls put_nowait(), which waits for the mutex below it on the same stack. "nowait" is about room
in the queue, not about its mutex.

Within some thousands of rounds on every version from 3.8 to 3.15; free-threaded 3.13 collects seldom, and can
need a hundred times as many. This is what error reporting does, and where it met this: sentry-python
issue 803, with logging in a __del__.
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
