"""No cure: a queue with an RLock for its mutex does not hang, and no longer keeps its promise.

This is signal_put with a queue whose mutex is an RLock, which the thread that holds it may take again. So
the handler's put() goes ahead, in the middle of the put() that it interrupted. That one has just seen that
there is room for one more, the handler fills it, and then it goes on: two items in a queue with room for one.

    signal_rlock.py [SIGNAL]        default: SIGUSR1

The mutex was there so that nobody sees the queue in the middle of a change. An RLock keeps other threads
out, and lets in the one that is in the middle of it. Within some hundred signals on every version; Linux.
A program that tries this needs a queue written for it, as sentry-python has one (its issue 803, pull request 814).
"""

import multiprocessing
import os
import queue
import random
import signal
import sys
import threading
import time

SIGNALS = 5000
handled = largest = 0


class Queue(queue.Queue):
    def __init__(self, maxsize):
        super().__init__(maxsize)
        self.mutex = threading.RLock()
        self.not_empty = threading.Condition(self.mutex)
        self.not_full = threading.Condition(self.mutex)


def send_signals(pid, number, replies):
    reply.close()  # or this process would wait for itself when the program is gone
    try:
        for _ in range(SIGNALS):
            time.sleep(random.random() / 1000)
            os.kill(pid, number)
            replies.recv()
    except EOFError:
        pass  # it has seen enough


def handle(number, frame):
    global handled
    offer("signal")
    handled += 1


def offer(event):
    try:
        events.put_nowait(event)
    except queue.Full:
        pass


if __name__ == "__main__":
    number = signal.Signals[sys.argv[1] if len(sys.argv) > 1 else "SIGUSR1"]
    events = Queue(maxsize=1)
    signal.signal(number, handle)
    replies, reply = multiprocessing.Pipe(duplex=False)
    arguments = (os.getpid(), number, replies)
    sender = multiprocessing.get_context("fork").Process(target=send_signals, args=arguments)
    sender.start()
    for expected in range(1, SIGNALS + 1):
        while handled < expected:
            offer("work")
            largest = max(largest, events.qsize())
            while not events.empty():
                events.get()
        if largest > events.maxsize:
            break
        reply.send("handled")
    reply.close()
    sender.join()
    print("room_for =", events.maxsize)
    print("largest_size =", largest)
