"""A worker is terminated while it waits in get() of a Queue: its lock stays taken, and each later get() hangs.

    killed_in_get.py [SimpleQueue]        default: Queue

get() takes a lock, so that only one process reads at a time, and holds it while it waits for an item.
A worker that has nothing to do is therefore inside. terminate() sends it SIGTERM, and the worker ends
without releasing the lock, which is a number in shared memory. The parent puts an item, and no process
can get it. The documentation of Process.terminate() warns of this.

The program looks at the queue's private lock to know when the worker is inside; nothing else is forced.
Every version, Linux. See gh-94777 for executors that hung in this way.
"""

import multiprocessing
import sys


def work(tasks):
    tasks.get()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    tasks = context.SimpleQueue() if "SimpleQueue" in sys.argv else context.Queue()
    worker = context.Process(target=work, args=(tasks,))
    worker.start()
    while tasks._rlock.acquire(block=False):
        tasks._rlock.release()
    worker.terminate()
    worker.join()
    print("worker_exit_code =", worker.exitcode, flush=True)
    tasks.put("a task")
    print("the parent has", tasks.get())
