"""From CPython 3.12 on, fork with threads earns a DeprecationWarning, which most programs never see.

The filters that Python starts with show a DeprecationWarning only where __main__ is to blame. For
os.fork() called here, that is so. For a Process it is not: the warning names the line in
multiprocessing that calls fork, and is dropped. With every warning shown, as by python -W always, it is
there.

Python asks the system how many threads there are (on Linux /proc/self/stat) and counts those that it
never made: here one that libc's pthread_create() starts, waiting in libc's sem_wait(). That is right,
since C's own locks, such as malloc's, can be held by those as well. Without a second thread there is no
warning, and before 3.12 there is none at all: gh-100228.
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
