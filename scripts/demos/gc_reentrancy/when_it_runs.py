"""When does the collector run? Before CPython 3.12 in the middle of a C call, since 3.12 between bytecodes.

One call of list() makes 100,000 tuples, and each counts towards the collector's threshold. Its last element
is made by the same call: the number of collections up to then, as gc.callbacks noted them. Then, back in
Python code, the number is read once more.

Before 3.12 each allocation that crosses the threshold collects at once, wherever that is: more than a
hundred collections inside the one call. Since 3.12 the allocation only asks for a collection. It runs
at the next check of the eval breaker, between two bytecodes, or where C code checks for signals: none
inside, one right after (gh-97922).

So since 3.12 a __del__ no longer interrupts C code at any allocation. It still interrupts any Python code,
including that of queue.py, at each call and each turn of a loop.
"""

import gc
import itertools

ITEMS = 100_000
starts = []


def note(phase, info):
    if phase == "start":
        starts.append(info["generation"])


gc.collect()
gc.callbacks.append(note)
made = list(itertools.chain(zip(range(ITEMS)), itertools.starmap(starts.__len__, [()])))
inside = made.pop()
print("collections_inside =", inside)
print("collections_right_after =", len(starts) - inside)
