"""The cure by another class: queue.SimpleQueue may be used in __del__.

This is get_on_empty with one word changed. SimpleQueue, new in CPython 3.7 (bpo-14976, gh-59181), is
written in C, and its put() is documented as reentrant: it may interrupt a put() or get() of the same
thread, and neither waits nor spoils the queue. It has no limit on its size, no join() and no
task_done(). The pure Python version of it, used where the C one is missing, makes no such promise.

    simple_queue.py [--full]        100,000 rounds; --full: 1,000,000

It never hangs, on no version.
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
