"""The cure has a trap of its own: before CPython 3.13, SimpleQueue.get(timeout=...) can wait for ever.

One thread, no __del__, no signal. On an empty queue get() acquires an inner lock, which the next put()
is to release: first without waiting, then it computes how much of the time is left, then for that
long. If the time is already over, what is left is negative, and a negative time means without limit.

It takes a timeout that ends between these few instructions: here a nanosecond, elsewhere any, if the
system takes the thread off its core just then, or if a signal's handler interrupts the wait and outlasts
it (simple_queue_interrupted). get_nowait(), and get() without a timeout, have no such
moment.

Within some ten thousand rounds before 3.13. Each tick of the system's clock interrupts the thread for long
enough, and about every second one comes in such a moment; so the rounds must last for a hundred ticks and
more. Never since: the waiting was written anew there for the free-threaded build (gh-113884).
"""

import queue

events = queue.SimpleQueue()

for rounds in range(1, 3_000_001):
    events.put("an event")
    events.get()
    try:
        events.get(timeout=1e-9)
    except queue.Empty:
        pass
print("rounds =", rounds)
