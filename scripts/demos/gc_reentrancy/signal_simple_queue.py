"""The cure by another class: a handler may put into a queue.SimpleQueue.

This is signal_put with one word changed. SimpleQueue (CPython 3.7, gh-59181, bpo-14976) is written in C. No Python
handler runs in the middle of its put(). A handler can run where its get() waits, but get() then holds
nothing that put() would wait for. SimpleQueue has no limit on its size, no join() and no task_done().

    signal_simple_queue.py [SIGNAL]        default: SIGUSR1

Runs to its end on every version from 3.8 to 3.15. But see simple_queue_timeout before you give its get() a timeout.
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
    events.put("signal")
    handled += 1


if __name__ == "__main__":
    number = signal.Signals[sys.argv[1] if len(sys.argv) > 1 else "SIGUSR1"]
    events = queue.SimpleQueue()
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
