"""The program of get_on_empty with objects of equal size: it hangs at once, or runs to its end.

    equal_sizes.py [PARTS]        0, 1, 2, ... objects in each Connection; default: a random number

The collector starts when the count of new objects has reached a threshold. If each round makes the same
number of objects, that happens at the same places of the loop again and again, some hundred rounds
apart. If one of these places is in get(), the program hangs within a few collections; otherwise it runs
to its end. Which of the two happens depends on the number of objects in a round, on the version of Python, and
on what was imported before.

With random sizes it hangs on every version from 3.8 to 3.15, within some thousand rounds. The free-threaded build
collects less often and needs up to some million rounds. Most programs make objects of many sizes; many tests do not.
"""

import queue
import random
import sys

parts = sys.argv[1] if len(sys.argv) > 1 else "any"
ROUNDS = 10_000_000 if parts == "any" else 20_000
events = queue.Queue()


class Connection:
    def __init__(self):
        self.itself = self
        self.parts = [[] for _ in range(random.randrange(3) if parts == "any" else int(parts))]

    def __del__(self):
        events.put("a connection is gone")


def handle_events():
    try:
        while True:
            events.get_nowait()
    except queue.Empty:
        pass


for rounds in range(1, ROUNDS + 1):
    Connection()
    handle_events()
print("rounds =", rounds)
