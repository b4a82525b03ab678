"""The loop that everybody quotes, only put(): it hangs on CPython 3.8, and no longer since.

Each round makes an object for the collector and puts into the queue; when such an object is collected, it
puts as well. On 3.8 the program waits for itself within some hundreds of rounds: put() calls
Condition.notify() with the mutex held, and that made a deque each time, an allocation that can start the
collector there. Since gh-92530 (2022, in 3.9.13, 3.10.5 and 3.11) notify() makes none, and what is left in
put() has not started the collector in millions of rounds; put_only_with_deque puts the allocation back.

    put_only.py [--full]        100,000 rounds; --full: 1,000,000

That was no cure, and was not meant as one: see get_on_empty and put_on_full, which hang on every version.
"""

import queue
import random
import sys

events = queue.Queue()


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3))]

    def __del__(self):
        events.put("a connection is gone")


for rounds in range(1, 1_000_001 if "--full" in sys.argv[1:] else 100_001):
    Connection()
    events.put("a round is over")
    if rounds % 1000 == 0:
        events = queue.Queue()
print("rounds =", rounds)
