"""A signal handler that sets a threading.Event: the flag has a lock, and the thread waits for itself.

    signal_event.py [SIGNAL]        default: SIGTERM

This is signal_put with an Event that says that there is something to do: the program sets it, waits for it and
clears it, and the handler sets it as well. An Event is a flag and a Condition, so it has a Lock that
set(), wait() and clear() hold for a moment. If the signal comes in that moment, the handler's set()
waits for the lock that its own thread holds. wait() releases the lock while it sleeps, so a program that is
nearly always inside wait() hangs rarely.

Hangs within some hundred signals on every version from 3.8 to 3.15, with and without the GIL; Linux. See
gh-59181 (bpo-14976).
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
