"""Objects that count in __del__: += is three steps, and another thread can run between them.

    lost_counts.py [MEANS]        add, call, next or append; default: add

Four threads make and drop 200,000 objects each, and __del__ counts each object. `gone += 1` reads the number, adds,
and writes the result. If another thread counts between the reading and the writing, its counts are overwritten.

A busy machine can let the threads run one after another, and then no count is lost. So the program repeats this until
a count was lost or the threads have taken turns often enough.

add: `gone += 1` loses counts on 3.8 and 3.9, where a thread can be stopped between these steps, and on
free-threaded builds, where threads run at the same time. With the GIL, 3.10 and later stop a thread only at a
call or at the end of a loop's turn, so this line loses nothing.
call: `gone += self.size()` has a call between reading and writing, and loses counts on every version.
next and append: next() of an itertools.count() and append() of an unbounded deque are one C call each, and
lose nothing on any version.
"""

import collections
import itertools
import sys
import threading

means = sys.argv[1] if len(sys.argv) > 1 else "add"
OBJECTS = 200_000
ENOUGH_TURNS = 200
gone = 0
counter = itertools.count()
notes = collections.deque()
all_started = threading.Barrier(4)
order = []  # which thread made each hundred objects


class Connection:
    def size(self):
        return 1

    def __del__(self):
        global gone
        if means == "add":
            gone += 1
        elif means == "call":
            gone += self.size()
        elif means == "next":
            next(counter)
        else:
            notes.append(1)


def make_and_drop(number):
    all_started.wait()
    for _ in range(OBJECTS // 100):
        for _ in range(100):
            Connection()
        order.append(number)


sys.setswitchinterval(0.00001)  # seconds; with the usual 0.005 fewer counts are lost
lost = turns = rounds = 0
while not lost and turns < ENOUGH_TURNS:
    threads = [threading.Thread(target=make_and_drop, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = gone or len(notes) or next(counter) - rounds  # next() itself counts one in each round
    rounds += 1
    lost = 4 * OBJECTS * rounds - counted
    turns = sum(one != other for one, other in zip(order, order[1:]))
print("objects_dropped =", 4 * OBJECTS * rounds)
print("turns =", turns)
print("counted =", counted)
print("lost =", lost)
