"""put() drops the older item, whose __del__ calls put() again, which waits for the lock that the first one holds."""

# stuck: 1 thread of 1 process

import collections
import queue


class Latest(queue.Queue):
    """Keeps the newest item only."""

    def _init(self, _maxsize):
        self.queue = collections.deque(maxlen=1)


class Item:
    def __del__(self):
        latest.put("an item has gone")


latest = Latest()
latest.put(Item())
latest.put(None)
