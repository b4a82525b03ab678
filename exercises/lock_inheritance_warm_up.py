"""Mend this program: its worker hangs, because it is forked while a thread holds a lock.

    lock_inheritance_warm_up.py AMOUNT

A thread moves AMOUNT from one account to the other, and a worker process adds up both. The worker must never see an
amount that has left the one account and is not yet in the other. Change one line or two, and leave the two calls of
report(): "moving" in the thread, where the checker lets it wait until a worker is there, and "total" in the worker.
"""

import multiprocessing
import sys
import threading

from reporting import report

context = multiprocessing.get_context("fork")
lock = threading.Lock()
accounts = {"ours": 1000, "theirs": 0}
moving = threading.Event()


def move(amount):
    with lock:
        accounts["ours"] -= amount
        moving.set()
        report("moving", amount)
        accounts["theirs"] += amount


def add_up():
    with lock:
        report("total", sum(accounts.values()))


def main():
    thread = threading.Thread(target=move, args=(int(sys.argv[1]),))
    worker = context.Process(target=add_up)
    thread.start()
    moving.wait()
    worker.start()
    worker.join()
    thread.join()


if __name__ == "__main__":
    main()
