"""The cure for a program that sleeps: Python writes the signal's number to a socket, and the program reads it.

signal.set_wakeup_fd() has C code write one byte for each signal, at once, whatever the Python code is doing;
the Python handler has nothing to do. The program sleeps in select() on that socket, and on
whatever else it waits for. When select() returns, it puts into the queue, on the main thread and with no lock
held.

    signal_wakeup_fd.py [SIGNAL]        default: SIGUSR1

A Python handler must be set all the same, or the signal does what it does by default. asyncio works in this way.
Runs to its end on every version from 3.8 to 3.15.
"""

import multiprocessing
import os
import queue
import random
import select
import signal
import socket
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
    pass


if __name__ == "__main__":
    number = signal.Signals[sys.argv[1] if len(sys.argv) > 1 else "SIGUSR1"]
    events = queue.Queue()
    signal.signal(number, handle)
    wake_up, wake_up_end = socket.socketpair()
    wake_up_end.setblocking(False)
    signal.set_wakeup_fd(wake_up_end.fileno())
    replies, reply = multiprocessing.Pipe(duplex=False)
    arguments = (os.getpid(), number, replies)
    sender = multiprocessing.get_context("fork").Process(target=send_signals, args=arguments)
    sender.start()
    for expected in range(1, SIGNALS + 1):
        while handled < expected:
            select.select([wake_up], [], [])
            for received in wake_up.recv(100):
                events.put(signal.Signals(received))
                handled += 1
        reply.send("handled")
    sender.join()
    print("signals_handled =", handled)
