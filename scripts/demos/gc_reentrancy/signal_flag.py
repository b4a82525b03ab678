"""The cure by doing less: the handler only counts, and the program puts into the queue itself.

This is signal_put, but the handler touches no lock: it adds one to a number. The program looks at that
number between two pieces of its own work, where no lock is held, and puts then.

    signal_flag.py [SIGNAL]        default: SIGUSR1

A program that does not look again and again but sleeps, in select() for example, needs to be woken as
well: see signal_wakeup_fd. It never hangs, on no version.
"""

import multiprocessing
import os
import queue
import random
import signal
import sys
import time

SIGNALS = 500
handled = 0


def send_signals(pid, number, replies):
    reply.close()  # or this process would wait for itself when the program is gone
    for _ in range(SIGNALS):
        time.sleep(random.random() / 1000)
        os.kill(pid, number)
        replies.recv()


def handle(number, frame):
    global handled
    handled += 1


if __name__ == "__main__":
    number = signal.Signals[sys.argv[1] if len(sys.argv) > 1 else "SIGUSR1"]
    events = queue.Queue()
    signal.signal(number, handle)
    replies, reply = multiprocessing.Pipe(duplex=False)
    arguments = (os.getpid(), number, replies)
    sender = multiprocessing.get_context("fork").Process(target=send_signals, args=arguments)
    sender.start()
    for expected in range(1, SIGNALS + 1):
        while handled < expected:
            events.put("work")
            events.get()
        events.put("signal")
        events.get()
        reply.send("handled")
    sender.join()
    print("signals_handled =", handled)
