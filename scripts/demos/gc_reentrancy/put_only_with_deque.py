"""The loop of put_only with what notify() used to do put back: it hangs on every version.

This is put_only, and shows why that program no longer hangs with one thread. Until gh-92530 (2022)
Condition.notify() copied its waiters into a new deque at each call, and put() calls notify() while it holds the mutex.
Here notify() does so again. The allocations can start the collector: before CPython 3.12 at once, since 3.12 at the
next call of a function, while the mutex is still held. __del__ calls put(), and the thread waits for itself.

Hangs within some hundred or thousand rounds on every version from 3.8 to 3.15, with and without the GIL. So the loop
was not repaired: some allocations went away for another reason, and any change that adds some brings the hang back.
"""

import collections
import queue
import random
import threading


class Condition(threading.Condition):
    def notify(self, n=1):
        collections.deque(list(self._waiters)[:n])
        super().notify(n)


class Queue(queue.Queue):
    def __init__(self):
        super().__init__()
        self.not_empty = Condition(self.mutex)


events = Queue()


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]

    def __del__(self):
        events.put("a connection is gone")


for rounds in range(1, 100_001):
    Connection()
    events.put("a round is over")
    if rounds % 1000 == 0:
        events = Queue()
print("rounds =", rounds)
