"""The only process waits for a multiprocessing lock that it holds itself."""

# stuck: 1 thread of 1 process

import multiprocessing

lock = multiprocessing.get_context("fork").Lock()
lock.acquire()
lock.acquire()
