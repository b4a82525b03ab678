"""The remedy for forker_holds_it: the library completes its change, releases its lock, then calls back.

This is forker_holds_it with the callback moved out of the lock. A plain Lock is enough: when the caller
forks, its thread holds no lock, and the handler acquires it at once. The child finds the accounts
complete: 100.

The library gives up that a callback can stop the change, or see it before all others do. If the callback
must run under the lock, use an RLock, and complete the change before you call.

Every version (os.register_at_fork came with CPython 3.7), Linux, with fork.
"""

import multiprocessing
import os
import threading

accounts = {"one": 100, "other": 0}


def transfer(amount, report):
    with lock:
        accounts["one"] -= amount
        accounts["other"] += amount
    report()


def use():
    with lock:
        print("sum_seen_by_child =", sum(accounts.values()))


def start_child():
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)


if __name__ == "__main__":
    lock = threading.Lock()
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    transfer(100, start_child)
