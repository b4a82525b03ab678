"""Whose resource tracker a child has decides whether a segment survives a child that attached to it.

    attached_by_a_child.py [CHILD]     fork, spawn, forkserver, forked_first or os.fork; default: fork

The parent makes a segment, the child attaches to it, reads, closes and ends. Then the parent looks for the segment.

fork, spawn, forkserver: a child of multiprocessing shares its parent's tracker, so the segment stays.
forked_first: the child was forked before the parent first made a segment, like a worker of a Pool. No tracker ran
then, so the child starts one of its own, and it unlinks the segment when the child ends. On every version.
os.fork: since gh-146313 (3.13.14, 3.14.5) the child starts a tracker of its own, and the segment is gone. Before, it
has the parent's.

Linux, for /dev/shm. See gh-82300 and gh-146313.
"""

import multiprocessing
import os
import sys
from multiprocessing import resource_tracker, shared_memory


def read(names):
    segment = shared_memory.SharedMemory(name=names.recv())
    print("the child reads:", bytes(segment.buf[:5]).decode(), flush=True)
    segment.close()


if __name__ == "__main__":
    how = sys.argv[1] if len(sys.argv) > 1 else "fork"
    context = multiprocessing.get_context(how if how in ("spawn", "forkserver") else "fork")
    if how != "forked_first":
        resource_tracker.ensure_running()
    receiving, sending = context.Pipe(duplex=False)
    # What the child starts has this pipe as its standard error: it ends when the child and the child's tracker have.
    usual_error, (reading, writing) = os.dup(2), os.pipe()
    os.dup2(writing, 2)
    if how != "os.fork":
        child = context.Process(target=read, args=(receiving,))
        child.start()
    elif os.fork() == 0:
        read(receiving)
        os._exit(0)
    os.dup2(usual_error, 2)
    os.close(writing)
    segment = shared_memory.SharedMemory(create=True, size=4096)
    segment.buf[:5] = b"hello"
    sending.send(segment.name)
    os.wait() if how == "os.fork" else child.join()
    if how != "forkserver":  # its server has the pipe as well, and ends later
        with open(reading) as said:
            sys.stderr.write(said.read())
    there = os.path.exists("/dev/shm/" + segment.name)
    print("there_afterwards = %d" % there)
    segment.close()
    if there:
        segment.unlink()
    else:
        resource_tracker.unregister(segment._name, "shared_memory")
