"""A child dies of a foreign lock when it first uses the lock, not when it starts.

Three spawned children get the bare state of a fork-context lock (see bare_handle) and rebuild the
lock from it. That only copies an address, and succeeds. Then
  the idle child leaves the lock alone, and ends with exit code 0;
  the printing child prints it, and is killed by SIGSEGV, because repr() reads the semaphore's value;
  the acquiring child acquires it, and is killed by SIGSEGV.

The same on every version. So a program can contain a mismatch for years without a symptom, as long
as no child touches the object. Before CPython 3.11.5 such a program works; from 3.11.5 and 3.12.0
on its start() raises RuntimeError, as if the upgrade had broken it (gh-77377).

Linux. On macOS the handle is a descriptor number, and acquire() should raise OSError; that was not
tried.
"""

import multiprocessing
from multiprocessing.synchronize import Lock


def idle(lock):
    pass


def printing(lock):
    print(lock)


def acquiring(lock):
    lock.acquire()


def rebuild_and(use, state):
    lock = Lock.__new__(Lock)
    lock.__setstate__(state)
    print("the lock is rebuilt; the child is", use.__name__, flush=True)
    use(lock)


if __name__ == "__main__":
    lock = multiprocessing.get_context("fork").Lock()
    semaphore = lock._semlock
    state = (semaphore.handle, semaphore.kind, semaphore.maxvalue, semaphore.name)
    for use in (idle, printing, acquiring):
        child = multiprocessing.get_context("spawn").Process(target=rebuild_and, args=(use, state))
        child.start()
        child.join()
        print(f"{use.__name__}_child_exit_code =", child.exitcode, flush=True)
