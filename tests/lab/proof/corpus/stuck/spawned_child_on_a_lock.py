"""A spawned child waits for a lock that its parent holds while it waits for the child, beside a resource tracker."""

# stuck: 3 threads of 3 processes

import multiprocessing


def take(lock):
    lock.acquire()


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    lock = context.Lock()
    lock.acquire()
    child = context.Process(target=take, args=(lock,))
    child.start()
    child.join()
