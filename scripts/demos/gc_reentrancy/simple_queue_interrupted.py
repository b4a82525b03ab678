"""A signal handler that outlasts the timeout of SimpleQueue.get(): before CPython 3.13 get() waits forever.

The main thread waits in get(timeout=...) for 50 ms. A second thread sends it a signal at some moment, and
the handler, which interrupts the wait, takes another 50 ms. When the handler returns, the time is over. get()
computes how much of it is left, which is negative, and a negative time means without limit. The
machine need not be busy, and the timeout may have any length, as long as the handler outlasts it.

The signal can also come just before get() or just after it, and then that round ends as it should. Therefore
there are several rounds. Before 3.13 the program hangs within a few of them. Since 3.13 all rounds end with Empty
(gh-113884). See simple_queue_timeout for the same without a signal. Linux.
"""

import queue
import random
import signal
import threading
import time

ROUNDS = 20
TIMEOUT = 0.05
events = queue.SimpleQueue()
ended_with_empty = 0


def send_signal():
    time.sleep(random.random() * TIMEOUT)
    signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)


def handle(number, frame):
    time.sleep(TIMEOUT)  # the timeout has begun before, so now it is over
    signal.signal(number, signal.SIG_DFL)  # no handler is left that could put something into the queue


for _ in range(ROUNDS):
    signal.signal(signal.SIGUSR1, handle)
    sender = threading.Thread(target=send_signal)
    sender.start()
    try:
        events.get(timeout=TIMEOUT)
    except queue.Empty:
        ended_with_empty += 1
    sender.join()
print("ended_with_empty =", ended_with_empty)
