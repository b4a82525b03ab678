"""A segment is larger than what is free in /dev/shm: making it works, and writing to it is killed by SIGBUS.

    small_shm.py [WHAT]     write, reserve or lock; default: write

A child gets a /dev/shm of 1 MiB of its own and makes a segment of 4 MiB. That only sets the size of a file. The kernel
finds the memory at the first write to each page.

write: at the first page that cannot be had, the kernel sends SIGBUS.
reserve: the child asks for all pages first, with os.posix_fallocate(), and gets an OSError.
lock: the child fills its /dev/shm and makes a Lock for spawned children, which is a file there as well: OSError.

Linux; the same on every version. Where no such /dev/shm can be mounted, the program says so. See gh-114390.
"""

import ctypes
import multiprocessing
import os
import sys
from multiprocessing import resource_tracker, shared_memory

NEW_USER_AND_MOUNTS, PRIVATE = 0x10020000, 0x44000  # CLONE_NEWUSER | CLONE_NEWNS, MS_REC | MS_PRIVATE


def mount_small_shm():
    libc, ids = ctypes.CDLL(None), {"uid_map": os.getuid(), "gid_map": os.getgid()}
    if libc.unshare(NEW_USER_AND_MOUNTS) != 0 or libc.mount(None, b"/", None, PRIVATE, None) != 0:
        return False
    for name, line in [("setgroups", "deny")] + [(name, "%d %d 1" % (number, number)) for name, number in ids.items()]:
        with open("/proc/self/" + name, "w") as file:
            file.write(line)
    return libc.mount(b"small", b"/dev/shm", b"tmpfs", 0, b"size=1m") == 0


def use(what):
    possible = mount_small_shm()
    print("a /dev/shm of 1 MiB can be mounted:", "yes" if possible else "no", flush=True)
    try:
        if possible and what == "lock":
            with open("/dev/shm/full", "wb") as file:
                file.write(bytes(2**20))
            multiprocessing.get_context("spawn").Lock()
        elif possible:
            segment = shared_memory.SharedMemory(create=True, size=2**22)
            resource_tracker.unregister(segment._name, "shared_memory")  # the tracker has another /dev/shm
            print("a segment of 4 MiB is made", flush=True)
            if what == "reserve":
                os.posix_fallocate(segment._fd, 0, segment.size)
            for offset in range(0, segment.size, 4096):
                segment.buf[offset] = 1
    except OSError as error:
        print("OSError:", error, flush=True)


if __name__ == "__main__":
    resource_tracker.ensure_running()
    child = multiprocessing.get_context("fork").Process(target=use, args=("".join(sys.argv[1:]),))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
