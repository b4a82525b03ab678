"""Mend this program: two workers pay into one account, and hang.

First find out which thread waits for which lock, and in which line: the evidence under the verdict
says it. In a terminal, run this program, and `python -m scripts diagnose PID` in another terminal.
All payments of both workers must arrive, and no method may change the account without holding its
lock. Change what you like above the line.
"""

import multiprocessing

context = multiprocessing.get_context("fork")


class Account:
    def __init__(self):
        self.lock = context.Lock()
        self.cents = context.Value("q", 0, lock=False)

    def pay(self, cents):
        with self.lock:
            self.cents.value += cents

    def pay_all(self, payments):
        with self.lock:
            for cents in payments:
                self.pay(cents)


def main():
    account = Account()
    workers = [context.Process(target=account.pay_all, args=(range(1000),)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return account, workers


# ---------------------------------------------------------------- the checker; leave it as it is


class WatchedLock:
    """The lock, and how often it is held."""

    def __init__(self, lock):
        self.lock = lock
        self.held = 0

    def acquire(self, *arguments):
        taken = self.lock.acquire(*arguments)
        self.held += taken
        return taken

    def release(self):
        self.held -= 1
        self.lock.release()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *error):
        self.release()


class WatchedCents:
    """The value, and how often it was touched while no process held the lock."""

    def __init__(self, lock):
        self.lock = lock
        self.cents = 0
        self.touched_without = 0

    @property
    def value(self):
        self.touched_without += not self.lock.held
        return self.cents

    @value.setter
    def value(self, cents):
        self.touched_without += not self.lock.held
        self.cents = cents


def check():
    """Say what is still wrong, in one line; an empty line if nothing is."""
    account, workers = main()
    ends = [worker.exitcode for worker in workers]
    if ends != [0, 0]:
        return f"the workers' exit codes are {ends}"
    if account.cents.value != 2 * sum(range(1000)):
        return f"the account has {account.cents.value} cents, and should have {2 * sum(range(1000))}"
    if "SemLock" not in repr(type(account.lock).__mro__):
        return "the lock has gone"
    account.lock = WatchedLock(account.lock)
    account.cents = WatchedCents(account.lock)
    account.pay(1)
    account.pay_all([1, 1])
    if account.cents.touched_without:
        return "the account is touched without its lock"
    if account.lock.held:
        return "the lock is not given back"
    return ""


if __name__ == "__main__":
    print("mended = 0", flush=True)  # and so it stays if the program hangs
    wrong = check()
    print(wrong or "well done: a worker that holds the lock can go on")
    print("mended =", int(not wrong))
    raise SystemExit(bool(wrong))
