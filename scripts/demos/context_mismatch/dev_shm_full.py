"""/dev/shm is full: a lock gives [Errno 28] No space left on device, and shared memory kills with SIGBUS.

    dev_shm_full.py WHAT                    WHAT lock or memory

Every lock, event and queue of multiprocessing takes a semaphore, a file in /dev/shm, with every start method.
SharedMemory has a file there, too. A container has 64 MiB in /dev/shm unless it is given more (--shm-size).

  lock      making it raises OSError: [Errno 28] No space left on device
  memory    making it succeeds, because the file's pages come with the first write; that write kills the process
            with SIGBUS, "Bus error", and there is no traceback

The program makes a user namespace and a mount namespace of its own, and a /dev/shm of one page in it, as unshare does.
A system that forbids user namespaces cannot show this.
"""

import ctypes
import multiprocessing
import os
import sys
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def fill_a_dev_shm_of_our_own():
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    failed = libc.unshare(CLONE_NEWUSER | CLONE_NEWNS)
    if not failed:
        write("/proc/self/setgroups", "deny")
        write("/proc/self/uid_map", "0 %d 1" % user)
        write("/proc/self/gid_map", "0 %d 1" % group)
        failed = libc.mount(b"none", b"/dev/shm", b"tmpfs", 0, b"size=4096")
    if failed:
        sys.exit("no namespaces here: " + os.strerror(ctypes.get_errno()))
    write("/dev/shm/data", "x" * 4096)


def make(what):
    fill_a_dev_shm_of_our_own()
    if what == "lock":
        multiprocessing.get_context("spawn").Lock()
    else:
        block = SharedMemory(create=True, size=4096)
        resource_tracker.unregister(block._name, "shared_memory")  # whose warning is the subject of leaked_semaphores
        print("the block is made", flush=True)
        block.buf[0] = 1


if __name__ == "__main__":
    child = multiprocessing.get_context("fork").Process(target=make, args=(sys.argv[1],))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
