"""A pending call that puts into a queue: C code has it called in the middle of the program's put() or get().

A C library whose own thread cannot run Python code hands a function to Py_AddPendingCall(). The interpreter calls that
function on the main thread, at one of the points where it would call a signal's handler. So the function
interrupts whatever the main thread is doing, here put() or get() on the same queue, and waits for the mutex that
its own thread holds.

ctypes stands for the library here, and a second thread for the library's thread. One call is pending at a time: the
next one is handed over when the last one has been made.

Hangs within some hundred calls on every version from 3.8 to 3.15.
"""

import ctypes
import queue
import threading

CALLS = 2000
made = 0
next_one = threading.Semaphore(1)


@ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
def report(argument):
    global made
    events.put("from C")
    made += 1
    return 0


def hand_over_calls():
    for _ in range(CALLS):
        next_one.acquire()
        ctypes.pythonapi.Py_AddPendingCall(report, None)


events = queue.Queue()
library = threading.Thread(target=hand_over_calls)
library.start()
for expected in range(1, CALLS + 1):
    while made < expected:
        events.put("work")
        events.get()
    next_one.release()
library.join()
print("calls_made =", made)
