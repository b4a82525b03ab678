"""queue.Queue has a lock inside, which no version makes new after a fork: the child's put() hangs.

A PriorityQueue compares its items while it holds its mutex. Here one thread of the parent is in the
middle of put(), comparing, when the main thread starts a child. The child's copy of the queue has a
locked mutex, and every method needs it: put(), get(), even qsize() and empty().

A plain Queue does the same: put() and get() hold the mutex for some microseconds each time. This program
compares items, because a comparison can wait inside for as long as it is needed here.

Every version, Linux, with fork. CPython takes care of some locks of its own (those of logging's handlers,
that of threading's list of threads); queue's are not among them. See gh-50970 (bpo-6721).
"""

import multiprocessing
import queue
import threading

comparing = threading.Event()
may_go_on = threading.Event()


class Task:
    def __init__(self, priority):
        self.priority = priority

    def __lt__(self, other):
        comparing.set()
        may_go_on.wait()
        return self.priority < other.priority


def use():
    tasks.put(Task(3))
    print("the child has put its task")


if __name__ == "__main__":
    tasks = queue.PriorityQueue()
    tasks.put(Task(2))
    threading.Thread(target=tasks.put, args=(Task(1),)).start()
    comparing.wait()
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    may_go_on.set()
    child.join()
    print("child_exit_code =", child.exitcode)
