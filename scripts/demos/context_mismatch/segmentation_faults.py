"""Exit code -11 is any segmentation fault; faulthandler tells whether a lock was the cause.

Two spawned children are killed by SIGSEGV. One reads address 0, as a faulty C extension could. The
other acquires a lock that it got as the bare state of a fork-context lock (see bare_handle). Their
exit codes are the same.

The environment variable PYTHONFAULTHANDLER=1 reaches every child that is started afterwards by
spawn. A child that dies then prints the Python lines in which it died. If the innermost one is in
multiprocessing/synchronize.py, or is the acquire() of a lock, suspect a context mismatch.

The same on every version. Linux.
"""

import ctypes
import multiprocessing
import os
from multiprocessing.synchronize import Lock


def faulty_extension(state):
    ctypes.string_at(0)


def foreign_lock(state):
    lock = Lock.__new__(Lock)
    lock.__setstate__(state)
    with lock:
        pass


if __name__ == "__main__":
    os.environ["PYTHONFAULTHANDLER"] = "1"
    lock = multiprocessing.get_context("fork").Lock()
    semaphore = lock._semlock
    state = (semaphore.handle, semaphore.kind, semaphore.maxvalue, semaphore.name)
    for target in (faulty_extension, foreign_lock):
        child = multiprocessing.get_context("spawn").Process(target=target, args=(state,))
        child.start()
        child.join()
        print(f"{target.__name__}_child_exit_code =", child.exitcode, flush=True)
