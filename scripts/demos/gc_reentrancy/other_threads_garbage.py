"""On which thread does the collector run? Since CPython 3.12 it can be one that has made next to nothing.

A second thread makes 5000 tuples in one C call, which exceeds the collector's threshold. In the same call
it waits for the main thread. The main thread has waited for this moment, and then makes one list.
gc.callbacks notes on which thread each collection starts.

Before 3.12 the second thread collects, in its allocations. Since 3.12 its C call cannot be interrupted, so
nothing has been collected when it waits; the main thread finds the threshold exceeded, and collects. The
free-threaded build counts in each thread, up to some hundred objects, before it compares: one list is too few.

The main thread knows that the second one waits, because that C call has released a lock first.
"""

import _thread
import gc
import itertools
import threading

ITEMS = 5000
made = _thread.allocate_lock()
may_go_on = _thread.allocate_lock()
made.acquire()
may_go_on.acquire()
on_main_thread = []


def note(phase, info):
    if phase == "start":
        on_main_thread.append(threading.current_thread() is threading.main_thread())


def make_and_wait():
    release_and_wait = itertools.starmap(_thread.LockType.acquire, [(may_go_on,)])
    release = itertools.starmap(_thread.LockType.release, [(made,)])
    list(itertools.chain(zip(range(ITEMS)), release, release_and_wait))


gc.collect()
gc.callbacks.append(note)
thread = threading.Thread(target=make_and_wait)
thread.start()
made.acquire()
one_list = []
collected = list(on_main_thread)
gc.callbacks.remove(note)
may_go_on.release()
thread.join()
print("collections_on_main_thread =", sum(collected))
print("collections_on_second_thread =", len(collected) - sum(collected))
