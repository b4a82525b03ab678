"""A child takes back its parent's report to the resource tracker, which then prints KeyError.

    unregistered_twice.py [HOW]     unregister or leave; default: unregister

Up to 3.12 there is no track=False, and a program on the web tells every process that attaches to a segment to call
resource_tracker.unregister(). That is right in a program with a tracker of its own. A child of multiprocessing shares
its parent's tracker, and the tracker keeps each name once. The child's call removes the parent's entry. unlink() in the
parent removes it again, and the tracker prints a traceback with KeyError. If the parent is killed in between,
no tracker unlinks the segment.

leave: the child calls close() and nothing else. That is right for each child of multiprocessing.

The same on every version; Linux and macOS. See gh-82300.
"""

import multiprocessing
import subprocess
import sys
from multiprocessing import resource_tracker, shared_memory


def read(name, how):
    segment = shared_memory.SharedMemory(name=name)
    if how == "unregister":
        resource_tracker.unregister(segment._name, "shared_memory")
    print("the child reads:", bytes(segment.buf[:5]).decode(), flush=True)
    segment.close()


def make_and_read(how):
    segment = shared_memory.SharedMemory(create=True, size=4096)
    segment.buf[:5] = b"hello"
    child = multiprocessing.get_context("spawn").Process(target=read, args=(segment.name, how))
    child.start()
    child.join()
    segment.close()
    segment.unlink()


if __name__ == "__main__":
    how = sys.argv[1] if len(sys.argv) > 1 else "unregister"
    if len(sys.argv) > 2:
        make_and_read(how)
    else:
        # The tracker has the same standard error, so this also waits for the tracker's end.
        program = subprocess.run([sys.executable, __file__, how, "make"], stderr=subprocess.PIPE, text=True)
        sys.stderr.write(program.stderr)
