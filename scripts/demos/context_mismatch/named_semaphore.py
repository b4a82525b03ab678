"""A semaphore has no name (fork), or is a file of your user in /dev/shm (spawn, forkserver).

A lock of the fork context loses its name as soon as it is open. A lock of the other two contexts
keeps it. On Linux with glibc the name is a file, /dev/shm/sem.NAME, of mode 0600: only processes of
the same user that see the same /dev/shm can open it, so not those of another container. When the
last reference in the process that made the lock is gone, so is the file.

The same on every version.
"""

import multiprocessing
import os
import stat


def file_of(lock):
    return "/dev/shm/sem." + lock._semlock.name.strip("/")


if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        lock = multiprocessing.get_context(method).Lock()
        if lock._semlock.name is None:
            print(f"{method}: no name")
            continue
        path = file_of(lock)
        print(f"{method}: a file of mode {stat.S_IMODE(os.stat(path).st_mode):04o}", end=", ")
        print("of this user" if os.stat(path).st_uid == os.geteuid() else "of another user", end=", ")
        del lock
        print("there afterwards" if os.path.exists(path) else "gone with the lock")
