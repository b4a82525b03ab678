"""Makes a semaphore and a block of shared memory without any tracker, and kills itself."""

import _multiprocessing
import _posixshmem
import mmap
import os
import signal
import sys


def mark(name):
    """Name this moment; wait if a process outside wants to measure it."""
    print("mark:", name, flush=True)
    if "MARK_DESCRIPTOR" in os.environ:
        os.read(int(os.environ["MARK_DESCRIPTOR"]), 1)


name = f"/{sys.argv[1]}"
lock = _multiprocessing.SemLock(0, 1, 1, name, False)
descriptor = _posixshmem.shm_open(f"{name}-block", os.O_CREAT | os.O_RDWR, mode=0o600)
os.ftruncate(descriptor, 4096)
block = mmap.mmap(descriptor, 4096)
print(name)
mark("made")
os.kill(os.getpid(), signal.SIGKILL)
