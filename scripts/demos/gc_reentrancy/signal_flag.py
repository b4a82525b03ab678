"""The cure by doing less: the handler only counts, and the program puts into the queue itself.

This is signal_put, but the handler takes no lock: it adds one to a number. The program looks at that
number between two pieces of its work, where it holds no lock, and puts then.

    signal_flag.py [SIGNAL]        default: SIGUSR1

Here one signal comes at a time. With two signals at once, `handled += 1` was seen to lose a count now and then on
3.8 and 3.9, where a second handler can run in the middle of that line. A program that sleeps, for example in
select(), must be woken as well: see signal_wakeup_fd. Runs to its end on every version from 3.8 to 3.15.
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
