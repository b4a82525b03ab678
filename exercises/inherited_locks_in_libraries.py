"""Mend this library: a child that is forked while another thread is in transfer() hangs in total().

The library's users have threads, and fork. You cannot change that. In a child that another thread has
forked, total() must return, and return 100. transfer() calls its caller back in the middle of the change,
with the lock held, because its users rely on that. A fork in this callback must not hang either,
although that child sees half of a change. Change what you like above the line.
"""

import multiprocessing
import os
import sys
import threading


class Accounts:
    def __init__(self):
        self.lock = threading.Lock()
        self.one, self.other = 100, 0

    def transfer(self, amount, report):
        with self.lock:
            self.one -= amount
            report(amount)
            self.other += amount

    def total(self):
        with self.lock:
            return self.one + self.other


accounts = Accounts()


# ---------------------------------------------------------------- the checker; leave it as it is

LIMIT = 3  # seconds after which a call counts as hanging
inside, fork_begins, forked = threading.Event(), threading.Event(), threading.Event()


def count_in_child():
    sys.exit(accounts.total())


def start_child(target):
    child = multiprocessing.get_context("fork").Process(target=target, daemon=True)
    child.start()
    return child


def exit_code(child):
    """Say how a child ended; None if it hangs."""
    child.join(LIMIT)
    end = child.exitcode
    child.kill()
    child.join()
    return end


def stay_inside(amount):
    """Wait until the fork is over. If the fork itself waits for the lock, wait for one second."""
    inside.set()
    fork_begins.wait()
    forked.wait(1)


def returns(function, *arguments):
    thread = threading.Thread(target=function, args=arguments, daemon=True)
    thread.start()
    thread.join(LIMIT)
    return not thread.is_alive()


def check():
    """Say what is still wrong, in one line; an empty line if nothing is."""
    os.register_at_fork(before=fork_begins.set)  # registered last, it runs first
    threading.Thread(target=accounts.transfer, args=(40, stay_inside), daemon=True).start()
    if not inside.wait(LIMIT):
        return "transfer() does not call back"
    child = start_child(count_in_child)
    forked.set()
    counted = exit_code(child)
    if counted is None:
        return "the child hangs in total()"
    if counted != 100:
        return f"the child counts {counted}, not 100"
    if not returns(accounts.total):
        return "after the fork, the parent hangs in total()"
    if not returns(accounts.transfer, 20, lambda amount: exit_code(start_child(os.getpid))):
        return "a fork in the callback of transfer() hangs"
    if exit_code(start_child(count_in_child)) != 100:
        return "a second child does not count to 100"
    return ""


if __name__ == "__main__":
    wrong = check()
    print(wrong or "well done: the library can be forked at any moment")
    print("mended =", int(not wrong))
    sys.stdout.flush()
    os._exit(bool(wrong))  # without waiting for threads that hang
