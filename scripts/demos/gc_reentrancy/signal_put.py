"""A signal handler that puts into a queue: in the middle of put() or get(), the thread waits for itself.

    signal_put.py [SIGNAL]        default: SIGUSR1; SIGINT is what Ctrl-C sends

Python runs a handler on the main thread, in the middle of whatever that thread is doing: at a call, and at the
end of a loop's turn. Here the program and the handler use the same queue. Each call that put() and
get() make while they hold the queue's mutex is a place for the handler. Sooner or later it runs there, and waits
for the mutex that its own thread holds.

The signals come from another process, at random moments, one at a time: the process sends the next one when the
program has said that it handled the last one. No collector is needed, and no GIL.
The title of gh-59181 (bpo-14976), of 2012, names signals before the collector.

Hangs within some hundred signals on every version from 3.8 to 3.15; Linux.
"""

import multiprocessing
import os
import queue
import random
import signal
import sys
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
    events.put("signal")
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
        reply.send("handled")
    sender.join()
    print("signals_handled =", handled)
