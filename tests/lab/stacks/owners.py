"""Blocks for good, one or more threads on a lock that another holds, or does not hold.

    owners.py SCENARIO

It prints nothing; each thread that has come to its place stays there. A thread called "waiter" waits for the lock in
question, and if the scenario has an owner, that thread is called "owner".
"""

import os
import queue
import signal
import sys
import threading

lock, other, rlock = threading.Lock(), threading.Lock(), threading.RLock()
condition, guarded = threading.Condition(), threading.Condition(lock)
never = threading.Event()


def start(name, function):
    """Run a function in a thread of this name; it calls what it is given when it has come to its place."""
    there = threading.Event()
    threading.Thread(target=function, args=(there.set,), name=name).start()
    there.wait()


def rest(there):
    there()
    never.wait()


def wait_at_with(there=lambda: None):
    there()
    with lock:
        pass


def wait_at_rlock(there=lambda: None):
    there()
    with rlock:
        pass


def hold(there):
    with lock:
        rest(there)


def two_in_a_circle():
    both = threading.Barrier(2)

    def take(first, second):
        with first:
            both.wait()
            with second:
                pass

    threading.Thread(target=take, args=(lock, other), name="owner").start()
    threading.current_thread().name = "waiter"
    take(other, lock)


def body():
    start("owner", hold)
    start("waiter", wait_at_with)


def body_and_acquire():
    def acquire(there):
        there()
        lock.acquire(True, 10000)

    start("owner", hold)
    start("waiter", acquire)


def body_with_much_in_it():
    def deep(there):
        for _ in "once":
            with other, lock:
                try:
                    raise ValueError
                except ValueError:
                    try:
                        list(generate(there))
                    finally:
                        print()

    def generate(there):
        yield [rest(there) for _ in "once"]

    start("owner", deep)
    start("waiter", wait_at_with)


def body_in_a_generator():
    def generate(there):
        with lock:
            yield rest(there)

    start("owner", lambda there: list(generate(there)))
    start("waiter", wait_at_with)


def body_of_a_condition():
    def inside(there):
        with guarded:
            rest(there)

    start("owner", inside)
    start("waiter", wait_at_with)


def waiter_at_a_condition():
    def enter(there):
        there()
        with guarded:
            pass

    start("owner", hold)
    start("waiter", enter)


def record():
    def acquire(there):
        rlock.acquire()
        rlock.acquire()
        rest(there)

    start("owner", acquire)
    start("waiter", wait_at_rlock)


def record_and_body():
    def inside(there):
        with rlock:
            rest(there)

    start("owner", inside)
    start("waiter", wait_at_rlock)


def record_of_a_condition():
    def inside(there):
        with condition:
            rest(there)

    def enter(there):
        there()
        with condition:
            pass

    start("owner", inside)
    start("waiter", enter)


def handler():
    signal.signal(signal.SIGTERM, lambda _number, _frame: wait_at_with())
    start("idle", rest)
    with lock:
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass


def nobody_inside():
    lock.acquire()
    start("waiter", wait_at_with)
    start("another", wait_at_with)


def left_before():
    def leave(there):
        for _ in range(3):
            with lock:
                pass
        rest(there)

    def acquire(there):
        lock.acquire()
        rest(there)

    start("outside", leave)
    start("taker", acquire)
    start("waiter", wait_at_with)


def waiting_on_the_condition():
    def wait(there):
        with guarded:
            there()
            guarded.wait()

    start("inside", wait)
    lock.acquire()
    start("waiter", wait_at_with)


def released_by_hand():
    def release(there):
        with lock:
            lock.release()
            rest(there)

    start("outside", release)
    start("inside", hold)
    start("waiter", wait_at_with)


def argument():
    """A lock as the argument of a call that waits for something else."""

    def get(there):
        there()
        queue.SimpleQueue().get(lock)

    start("inside", hold)
    start("another", wait_at_with)
    start("waiter", get)


def event():
    start("owner", hold)
    start("waiter", rest)


def fork(before, in_child):
    before()
    if os.fork() == 0:
        in_child()
    else:
        os.wait()


def inherited():
    fork(lambda: start("owner", hold), wait_at_with)


def inherited_twice():
    fork(lambda: start("owner", hold), lambda: fork(lambda: None, wait_at_with))


def inherited_rlock():
    def inside(there):
        with rlock:
            rest(there)

    fork(lambda: start("owner", inside), wait_at_rlock)


def inherited_rlock_and_new_threads():
    """The C library gives new threads the places of those that fork did not copy."""

    def inside(there):
        with rlock:
            rest(there)

    def in_child():
        for _ in range(3):
            threading.Thread(target=never.wait).start()
        wait_at_rlock()

    fork(lambda: start("owner", inside), in_child)


def held_in_the_child():
    def in_child():
        start("owner", hold)
        wait_at_with()

    fork(lambda: start("idle", rest), in_child)


def made_after_the_fork():
    def in_child():
        global lock
        lock = threading.Lock()
        lock.acquire()
        wait_at_with()

    fork(lambda: start("idle", rest), in_child)


def event_made_after_the_fork():
    fork(lambda: start("idle", rest), lambda: threading.Event().wait())


def forked_without_threads():
    lock.acquire()
    fork(lambda: None, wait_at_with)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
