"""An item with a method that put() calls: a PriorityQueue compares items while it holds its mutex.

put() of a PriorityQueue moves the new item to its place in a heap, and so calls __lt__ of the items. Here __lt__
reports each comparison to the same queue, as a method that logs does if the log goes through a queue. The report
waits for the mutex that its own thread holds.

Hangs at the second put() on every version from 3.8 to 3.15.
"""

import queue


class Job:
    def __init__(self, priority):
        self.priority = priority

    def __lt__(self, other):
        jobs.put(Job(9))
        return self.priority < other.priority


jobs = queue.PriorityQueue()
for number in range(1, 11):
    print("put", number, flush=True)
    jobs.put(Job(10 - number))
print("jobs_put =", number)
