"""A trap of SimpleQueue: before CPython 3.13, get(timeout=...) can wait forever.

One thread, no __del__, no signal. On an empty queue get() acquires an inner lock, which the next put()
is to release: first without waiting, then it computes how much of the time is left, and waits for that
long. If the time is already over, what is left is negative, and a negative time means without limit.

The timeout has to end between these few instructions. Here it is a nanosecond. A timeout of any length does it if the
system takes the thread off its processor just then, or if a signal's handler interrupts the wait and outlasts
it (simple_queue_interrupted). get_nowait(), and get() without a timeout, have no such moment.

Before 3.13 it hangs within some ten thousand rounds. Each tick of the system's clock interrupts the thread for long
enough, and about every second tick comes in such a moment; so the rounds must last for a hundred ticks and
more. Since 3.13, which rewrote the waiting for the free-threaded build (gh-113884), it runs to its end.
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
