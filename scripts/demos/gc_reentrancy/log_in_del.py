"""An object that logs a warning when it is collected: the log's queue waits for itself.

The program reports through the logging module. A QueueHandler puts each record into a queue, and the program takes the
records out between two pieces of work, as programs with a window or a main loop do. A Connection refers to
itself, so only the garbage collector frees it; its __del__ logs that it was not closed, as the connections
of aiohttp and the tasks of asyncio do.

get_nowait() finds the queue empty and raises Empty while it holds the queue's mutex. The exception is an object, and
making it can start the collector. The collector calls __del__, which logs, and QueueHandler calls put_nowait() on
the same queue. That waits for the mutex, which the same thread holds further down its stack. The lock of
the handler does not matter here: it is an RLock, which its owner can take again.

Hangs within some hundreds or thousands of rounds on CPython 3.8 to 3.15, with and without the GIL. See get_on_empty
for the same without logging.
"""

import logging
import logging.handlers
import queue
import random

records = queue.Queue()
log = logging.getLogger("connections")
log.addHandler(logging.handlers.QueueHandler(records))


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]

    def __del__(self):
        log.warning("a connection was not closed")


def show_log():
    try:
        while True:
            records.get_nowait()
    except queue.Empty:
        pass


for rounds in range(1, 10_000_001):
    Connection()
    show_log()
print("rounds =", rounds)
