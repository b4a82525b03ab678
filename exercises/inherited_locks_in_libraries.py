"""Mend this library: a child that its user forks hangs, or counts half of a transfer.

    inherited_locks_in_libraries.py CENTS

The class Accounts is the library. The rest uses it: it transfers in two threads, and forks at any moment, also when
transfer() calls back. Mend the library, and nothing else. In each forked child the two accounts must hold CENTS
together, as in the parent. Each transfer calls back once, before it returns. Leave the calls of report().
"""

import multiprocessing
import sys
import threading

from reporting import report


class Accounts:
    def __init__(self, cents):
        self.lock = threading.Lock()
        self.one, self.other = cents, 0

    def transfer(self, amount, tell):
        with self.lock:
            self.one -= amount
            tell(amount)
            self.other += amount

    def balances(self):
        with self.lock:
            return self.one, self.other


accounts = Accounts(int(sys.argv[1]))
done = threading.Event()


def transfer_all():
    told = []
    while not done.wait(0.001):
        accounts.transfer(1, told.append)
    report("transferred", len(told))


def fork(name):
    child = multiprocessing.get_context("fork").Process(target=lambda: report(name, accounts.balances()))
    child.start()
    child.join()


if __name__ == "__main__":
    accounts.transfer(10, lambda amount: fork("in the callback"))
    threads = [threading.Thread(target=transfer_all) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        fork("child")
    done.set()
    for thread in threads:
        thread.join()
    report("left", accounts.balances())
