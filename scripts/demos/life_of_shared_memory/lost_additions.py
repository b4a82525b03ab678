"""`+= 1` on a shared number is a read and a write, and another process can write in between.

    lost_additions.py [MEANS]     value, value_locked, dict or dict_locked; default: value

Two processes add one to the same number. The first does `+= one()`: Python reads the number, calls one(), and then
writes the sum. one() lets the second process add first, as any pause at this point can.

value: a multiprocessing.Value has a lock, but takes it once for the reading and once for the writing. One is lost.
value_locked: the first holds get_lock() for the whole line, so the second cannot add in between.
dict: an item of a Manager's dict. The server does one operation at a time, and this line is two. One is lost.
dict_locked: the same with a Lock around the line.

The same on every version.
"""

import multiprocessing
import sys
from contextlib import nullcontext


def add(number, one):
    if hasattr(number, "value"):
        number.value += one()
    else:
        number["sum"] += one()


def first(number, lock, second):
    def one():
        second.send("the first process has read")
        print("between reading and writing:", second.recv(), flush=True)
        return 1

    with lock or nullcontext():
        add(number, one)


def add_in_between(number, lock, first):
    first.recv()
    if lock and not lock.acquire(block=False):
        first.send("the second process waits for the lock")
        lock.acquire()
    add(number, lambda: 1)
    lock.release() if lock else first.send("the second process adds")


if __name__ == "__main__":
    kind, _, locked = (sys.argv[1] if len(sys.argv) > 1 else "value").partition("_")
    context = multiprocessing.get_context("spawn")
    with context.Manager() if kind == "dict" else nullcontext() as manager:
        number = manager.dict(sum=0) if manager else context.Value("i", 0)
        lock = (context.Lock() if manager else number.get_lock()) if locked else None
        ends = context.Pipe()
        pair = [context.Process(target=t, args=(number, lock, end)) for t, end in zip((first, add_in_between), ends)]
        for process in pair:
            process.start()
        for process in pair:
            process.join()
        print("sum =", number["sum"] if manager else number.value)
