"""Mend this program: it hangs when SIGUSR1 comes at the wrong moment.

    reentrancy_signals.py AMOUNT AMOUNT ...

The program books one amount after the other. SIGUSR1 asks it to save its account, and can come at any moment, also
while the program saves, or handles another signal. After each signal the program must save before it has booked three
more amounts. Each account that it saves must be whole: the number of bookings, and their sum. Change what you like, but
leave the calls of report(), by which the checker learns what happens: "booked" after each amount, and "saved".
"""

import queue
import signal
import sys
import threading

from reporting import report


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.number, self.sum = 0, 0

    def book(self, amount):
        with self.lock:
            self.number += 1
            self.sum += amount

    def save(self):
        with self.lock:
            report("saved", [self.number, self.sum])


account = Account()
events = queue.Queue()


def handle(number, frame):
    events.put("save")


def main():
    signal.signal(signal.SIGUSR1, handle)
    for amount in map(int, sys.argv[1:]):
        events.put(amount)
        while not events.empty():
            event = events.get()
            if event == "save":
                account.save()
            else:
                account.book(event)
                report("booked", event)


if __name__ == "__main__":
    main()
