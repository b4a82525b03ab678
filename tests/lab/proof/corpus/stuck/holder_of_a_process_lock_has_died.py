"""A child ended with a multiprocessing lock in its hands, and nobody is left who could release it."""

# stuck: 1 thread of 1 process

import multiprocessing
import os

context = multiprocessing.get_context("fork")
lock = context.Lock()


def die_with_it():
    lock.acquire()
    os._exit(1)


child = context.Process(target=die_with_it)
child.start()
child.join()
lock.acquire()
