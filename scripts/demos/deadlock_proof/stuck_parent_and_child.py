"""A thread of the parent holds a lock when the child is forked, and the child waits for its copy of it forever.

    stuck_parent_and_child.py [signal|timer]

The parent's main thread waits for the child, its second thread reads from a pipe that no process writes to, and the
child waits for a lock that no thread of it holds. On every version nothing can go on. Each of the three waits in a
function of its own, so that one can see which of them a tool shows.

signal: all stacks are printed when SIGUSR1 comes, also in the child, which inherits that.
timer: all stacks are printed again and again, by the parent alone, because a fork does not copy the thread that counts.
"""

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading

lock = threading.Lock()
is_held = threading.Event()
read, write = os.pipe()
SECONDS = 0.5


def hold_the_lock():
    with lock:
        is_held.set()
        os.read(read, 1)


def wait_for_the_lock():
    with lock:
        print("never printed")


def join_the_child(child):
    child.join()


if __name__ == "__main__":
    if "signal" in sys.argv:
        faulthandler.register(signal.SIGUSR1)
    if "timer" in sys.argv:
        faulthandler.dump_traceback_later(SECONDS, repeat=True)
    threading.Thread(target=hold_the_lock).start()
    is_held.wait()
    child = multiprocessing.get_context("fork").Process(target=wait_for_the_lock)
    child.start()
    print("child:", child.pid, flush=True)
    join_the_child(child)
