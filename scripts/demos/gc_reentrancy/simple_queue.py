"""The cure by another class: __del__ may put into a queue.SimpleQueue.

This is get_on_empty with one word changed. SimpleQueue, new in CPython 3.7 (bpo-14976, gh-59181), is
written in C, and its put() is documented as reentrant: it may interrupt a put() or get() of the same
thread, and it neither waits nor damages the queue. It has no limit on its size, no join() and no
task_done(). The version in Python, which is used where the one in C is missing, makes no such promise.

    simple_queue.py [--full]        100,000 rounds; --full: 1,000,000

Runs to its end on every version from 3.8 to 3.15.
"""

import queue
import random
import sys

events = queue.SimpleQueue()


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


for rounds in range(1, 1_000_001 if "--full" in sys.argv[1:] else 100_001):
    Connection()
    handle_events()
print("rounds =", rounds)
