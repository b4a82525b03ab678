"""A worker is terminated while it waits in get() of a queue: its lock stays taken, and each later get() hangs.

    killed_in_get.py [SimpleQueue | Pool]        default: Queue

get() takes a lock, so that only one process reads at a time, and holds it while it waits for an item.
A worker that has nothing to do is therefore inside. terminate() sends it SIGTERM, and the worker ends
without releasing the lock, which is a number in shared memory. The parent puts an item, and no process
can get it. The documentation of Process.terminate() warns of this. A Pool has such a queue for its tasks, so
the worker that replaces a killed one hangs as well (gh-96062).

The program looks at the queue's private lock to know when the worker is inside; nothing else is forced.
Every version, Linux.
"""

import multiprocessing
import sys


def work(tasks):
    tasks.get()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    if "Pool" in sys.argv:
        pool = context.Pool(1)
        tasks, worker = pool._inqueue, pool._pool[0]
    else:
        tasks = context.SimpleQueue() if "SimpleQueue" in sys.argv else context.Queue()
        worker = context.Process(target=work, args=(tasks,))
        worker.start()
    while tasks._rlock.acquire(block=False):
        tasks._rlock.release()
    worker.terminate()
    worker.join()
    print("the worker is gone", flush=True)
    if "Pool" in sys.argv:
        print("the Pool has", pool.apply(abs, (-1,)))
    tasks.put("a task")
    print("the parent has", tasks.get())
