"""A worker is killed while it holds a lock; nobody else can release it, and the parent waits for ever.

A lock of multiprocessing is a number in shared memory. The kernel does not know who has taken it,
and gives nothing back when a process dies: here of SIGKILL, as when memory runs out. The parent asks
for the lock and waits for an owner who does not exist. There is no ring, and it is a deadlock all the
same: a wait that nobody can end. On every version and with every start method.
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
