"""The parent waits for a child to end before it takes what the child put, and the child ends only when all is taken."""

# stuck: 3 threads of 2 processes

import multiprocessing

context = multiprocessing.get_context("fork")
items = context.Queue()
child = context.Process(target=items.put, args=(bytes(1 << 20),))
child.start()
child.join()
items.get()
