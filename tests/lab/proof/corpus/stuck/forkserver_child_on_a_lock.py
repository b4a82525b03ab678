"""A child of the fork server waits for a lock that the first process holds while it waits for the child.

The fork server and the resource tracker wait as well, for nobody but these two.
"""

# stuck: 4 threads of 4 processes

import multiprocessing


def take(lock):
    lock.acquire()


if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    lock = context.Lock()
    lock.acquire()
    child = context.Process(target=take, args=(lock,))
    child.start()
    child.join()
