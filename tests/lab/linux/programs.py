"""Programs whose files in /proc the tests of this folder read."""

INHERITED = """
import os, sys, threading
lock = threading.Lock()
held, done = threading.Event(), threading.Event()
def hold():
    with lock:
        held.set()
        done.wait()
threading.Thread(target=hold).start()
held.wait()
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    lock.acquire()
print(child, os.fstat(reading).st_ino, flush=True)
os.waitpid(child, 0)
"""
"""Stuck in two processes: the child waits for a lock that no thread of its own holds, and the parent for the child."""

ENDS_ITS_FIRST_THREAD = """
import ctypes, mmap, os, sys, threading
{prepare}
def go_on():
    while open(f"/proc/{{os.getpid()}}/stat").read().rpartition(")")[2].split()[0] != "Z":
        pass
    print(threading.get_native_id(), os.fstat(reading).st_ino, flush=True)
    os.read(reading, 1)
reading, writing = os.pipe()
threading.Thread(target=go_on).start()
ctypes.CDLL(None).pthread_exit(None)
"""
"""Says so when its first thread has ended, and goes on in another one, which waits for ever.

prepare: what the first thread does before it ends.
"""


def ends_its_first_thread(prepare: str = "") -> str:
    """Give the program; `prepare`: what its first thread does before it ends."""
    return ENDS_ITS_FIRST_THREAD.format(prepare=prepare)
