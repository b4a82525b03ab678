"""A loop that calls only put(): with one thread it hangs up to CPython 3.9.12 and on 3.10.0 to 3.10.4.

Each round makes an object for the collector and puts into the queue; when such an object is collected, its __del__
puts as well. On 3.8, for example, the thread waits for itself within some hundred rounds: put() calls
Condition.notify() while it holds the mutex, and notify() made a deque at each call, an allocation that can start
the collector. Since gh-92530 (2022, in 3.9.13, 3.10.5 and 3.11) notify() makes none, and the loop runs to its end.
put_only_with_deque puts the allocation back.

    put_only.py [--full]        100,000 rounds; --full: 1,000,000

This is no repair, and was not meant as one. Beside a second thread the loop hangs up to 3.12
(put_with_second_thread), and get_on_empty and put_on_full hang on every version.
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
