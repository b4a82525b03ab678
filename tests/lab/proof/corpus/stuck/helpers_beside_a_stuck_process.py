"""The first process waits for a lock that it holds itself; a fork server and a resource tracker outlive their use."""

# stuck: 3 threads of 3 processes

import multiprocessing
import threading


def nothing():
    pass


if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    child = context.Process(target=nothing)
    child.start()
    child.join()
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
