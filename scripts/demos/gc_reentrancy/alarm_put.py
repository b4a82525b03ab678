"""A timer's handler that puts into a queue: the program hangs, and faulthandler shows where.

This is signal_put, but the program sends the signal itself: SIGALRM, from a timer that the handler sets again each
time. (A timer that repeats by itself interrupts its own handler when the machine is busy, and the program
ends in a RecursionError.) Within some hundred alarms one comes while put() or get() holds the queue's mutex.
The handler's put() then waits for that mutex, on every version from 3.8 to 3.15, with and without the GIL.

Seen from outside, this is no proved deadlock: Linux does not show whether a timer of setitimer() is set, so
a process that handles SIGALRM could be waiting for the next one. Seen from inside, it is clear: after
three seconds faulthandler prints the stack, put() called by handle(), called in the middle of a put()
or get(), and ends the program with exit code 1.
"""

import faulthandler
import queue
import random
import signal

ALARMS = 2000
handled = 0


def handle(number, frame):
    global handled
    events.put("alarm")
    handled += 1
    signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0001, 0.001))


# faulthandler's thread must not receive the signal: it inherits the mask of the thread that starts it.
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
faulthandler.dump_traceback_later(3, exit=True)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])

events = queue.Queue()
signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.001)
while handled < ALARMS:
    events.put("work")
    events.get()
signal.setitimer(signal.ITIMER_REAL, 0)
print("alarms_handled =", handled)
