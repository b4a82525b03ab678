"""Waits for a child or a message, whichever is first, but not for ever; the child waits for the parent's message."""

import multiprocessing
from multiprocessing.connection import wait

context = multiprocessing.get_context("fork")
ours, theirs = context.Pipe()
child = context.Process(target=theirs.recv)
child.start()
assert wait([ours, child.sentinel], timeout=1.5) == []
ours.send("go")
child.join()
