"""Two processes wait at a barrier for three."""

# stuck: 2 threads of 2 processes

import multiprocessing

context = multiprocessing.get_context("fork")
barrier = context.Barrier(3)
context.Process(target=barrier.wait).start()
barrier.wait()
