"""No cure: a queue with an RLock for its mutex does not hang, and holds more items than it has room for.

This is signal_put, with a queue whose mutex is an RLock, which the thread that holds it may take again. The
handler's put() goes on in the middle of the put() that it interrupted. The interrupted put() has seen that there
is room, the handler fills it, and then the interrupted put() goes on: two items in a queue with room for one.

The mutex makes sure that no code sees the queue in the middle of a change. An RLock keeps other threads
out, and lets in the thread that is in the middle of a change. Seen within some hundred signals on every version;
Linux. An RLock needs a queue written for it, such as the one of sentry-python (issue 803, pull request 814).
"""

import multiprocessing
import os
import queue
import random
import signal
import threading
import time

SIGNALS = 5000
handled = answered = largest = 0


class Queue(queue.Queue):
    def __init__(self, maxsize):
        super().__init__(maxsize)
        self.mutex = threading.RLock()
        self.not_empty = threading.Condition(self.mutex)
        self.not_full = threading.Condition(self.mutex)


def send_signals(pid, replies):
    for _ in range(SIGNALS):
        time.sleep(random.random() / 1000)
        os.kill(pid, signal.SIGUSR1)
        replies.recv()


def offer(event):
    try:
        events.put_nowait(event)
    except queue.Full:
        pass


def handle(number, frame):
    global handled
    offer("signal")
    handled += 1


if __name__ == "__main__":
    events = Queue(maxsize=1)
    signal.signal(signal.SIGUSR1, handle)
    replies, reply = multiprocessing.Pipe(duplex=False)
    sender = multiprocessing.get_context("fork").Process(target=send_signals, args=(os.getpid(), replies))
    sender.start()
    while largest <= events.maxsize and handled < SIGNALS:
        offer("work")
        largest = max(largest, events.qsize())
        while not events.empty():
            events.get()
        if handled > answered:
            answered = handled
            reply.send("handled")
    sender.kill()
    sender.join()
    print("room_for =", events.maxsize)
    print("largest_size =", largest)
