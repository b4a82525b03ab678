"""A signal handler that sets a threading.Event: even a flag can be too much, if there is a lock around it.

    signal_event.py [SIGNAL]        default: SIGTERM

As signal_put, with an Event that says that there is something to do: the program sets it, waits for it and
clears it, and the handler sets it as well. An Event is a flag and a Condition, and so has a Lock that
set(), wait() and clear() hold for a moment. If the signal comes in that moment, the handler's set()
waits for what is held below it on the same stack. A program that is nearly always inside wait() is
nearly always safe, for wait() lets go of the lock while it sleeps: it is hit once in a long while.

Within a few signals to some hundred, on every version from 3.8 to 3.15 and free-threaded; Linux. See gh-59181
(bpo-14976).
"""

import multiprocessing
import os
import random
import signal
import sys
import threading
import time

SIGNALS = 2000
handled = 0


def send_signals(pid, number, replies):
    reply.close()  # or this process would wait for itself when the program is gone
    for _ in range(SIGNALS):
        time.sleep(random.random() / 1000)
        os.kill(pid, number)
        replies.recv()


def handle(number, frame):
    global handled
    wake_up.set()
    handled += 1


if __name__ == "__main__":
    number = signal.Signals[sys.argv[1] if len(sys.argv) > 1 else "SIGTERM"]
    wake_up = threading.Event()
    signal.signal(number, handle)
    replies, reply = multiprocessing.Pipe(duplex=False)
    arguments = (os.getpid(), number, replies)
    sender = multiprocessing.get_context("fork").Process(target=send_signals, args=arguments)
    sender.start()
    for expected in range(1, SIGNALS + 1):
        while handled < expected:
            wake_up.set()
            wake_up.wait()
            wake_up.clear()
        reply.send("handled")
    sender.join()
    print("signals_handled =", handled)
