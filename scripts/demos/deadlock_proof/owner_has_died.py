"""A worker is killed while it holds a lock; no other process releases the lock, and the parent waits forever.

A lock of multiprocessing is a number in shared memory. The kernel does not record which process has
taken it, and does not give it back when that process dies: here of SIGKILL, as when memory runs out.
The parent asks for the lock and waits for an owner that no longer exists. This deadlock has no cycle:
one wait that no process can end is enough. On every version and with every start method.
"""

import multiprocessing
import os
import signal


def work(lock):
    with lock:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    lock = context.Lock()
    worker = context.Process(target=work, args=(lock,))
    worker.start()
    worker.join()
    print("worker_exit_code =", worker.exitcode, flush=True)
    with lock:
        print("the parent has the lock")
