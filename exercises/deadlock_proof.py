"""Mend this program: two workers pay into one account, and the program hangs.

    deadlock_proof.py COUNT

Each worker makes 2 * COUNT payments of one cent, and hands the program a receipt for each: the balance right after it.
All payments and all receipts must arrive, for a small and a large COUNT, however fast or slow each worker runs. Change
what you like, but leave the three calls of report(), by which the checker learns what happens: "paid" in each worker,
"receipts" and "cents" in the program itself.
"""

import multiprocessing
import sys

from reporting import report

context = multiprocessing.get_context("fork")


class Account:
    def __init__(self):
        self.lock = context.Lock()
        self.cents = context.Value("q", 0, lock=False)

    def pay(self):
        with self.lock:
            self.cents.value += 1
            return self.cents.value

    def pay_all(self, count):
        with self.lock:
            return [self.pay() for _ in range(count)]


def work(account, count, receipts):
    one_by_one = [account.pay() for _ in range(count)]
    receipts.put(one_by_one + account.pay_all(count))
    report("paid")


def main():
    account, receipts = Account(), context.Queue()
    workers = [context.Process(target=work, args=(account, int(sys.argv[1]), receipts)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    balances = receipts.get() + receipts.get()
    report("receipts", [len(set(balances)), min(balances), max(balances)])
    report("cents", account.cents.value)


if __name__ == "__main__":
    main()
