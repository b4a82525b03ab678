"""A child waits for an item in a queue that the parent never fills, and the parent waits for the child."""

# stuck: 2 threads of 2 processes

import multiprocessing

context = multiprocessing.get_context("fork")
items = context.Queue()
child = context.Process(target=items.get)
child.start()
child.join()
