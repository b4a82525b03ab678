"""Two processes wait for a multiprocessing lock that nobody releases; one of them gives up and releases it."""

import multiprocessing

context = multiprocessing.get_context("fork")
lock = context.Lock()
lock.acquire()
child = context.Process(target=lock.acquire)
child.start()
assert not lock.acquire(timeout=1.5)
lock.release()
child.join()
