"""From CPython 3.12 on, a fork in a process with threads gives a DeprecationWarning, often not shown.

Python's default filters show a DeprecationWarning only if code in __main__ caused it. os.fork() called
here is shown. A Process is not: the warning names the line of multiprocessing that calls fork, and is
dropped. If every warning is shown, as by python -W always, this one is, too.

Python asks the system how many threads there are (on Linux /proc/self/stat), so it also counts threads
that it did not start: here one that libc's pthread_create() starts, and that waits in libc's sem_wait().
That is right, because such a thread can hold locks of C libraries, malloc's for example. Without a
second thread there is no warning, and before 3.12 there is none at all: gh-100228.
"""

import ctypes
import multiprocessing
import os
import threading
import warnings

libc = ctypes.CDLL(None)


def os_fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def process():
    child = multiprocessing.get_context("fork").Process(target=os.getpid)
    child.start()
    child.join()


def report(name, fork, every_warning=False):
    with warnings.catch_warnings(record=True) as shown:
        if every_warning:
            warnings.simplefilter("always")
        fork()
    print(f"shown_for_{name} =", len(shown))


if __name__ == "__main__":
    report("os_fork_alone", os_fork)

    semaphore = ctypes.create_string_buffer(64)
    thread = ctypes.c_void_p()
    libc.sem_init(semaphore, 0, 0)
    libc.pthread_create(ctypes.byref(thread), None, libc.sem_wait, semaphore)
    report("os_fork_with_c_thread", os_fork)
    libc.sem_post(semaphore)
    libc.pthread_join(thread, None)

    may_end = threading.Event()
    threading.Thread(target=may_end.wait).start()
    report("os_fork", os_fork)
    report("process", process)
    report("process_if_all_are_shown", process, every_warning=True)
    may_end.set()
