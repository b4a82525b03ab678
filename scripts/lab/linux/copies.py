"""A second descriptor of what another process has open, for what stands nowhere in /proc; pidfd_getfd(2).

It leads to the same open file, and is closed at once. So the other process sees nothing of it.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os

SYS_pidfd_getfd = 438
PIDFD_THREAD = os.O_EXCL
O_NOTIFICATION_PIPE = os.O_EXCL
"""pipe2(2) with it makes a pipe into which the kernel writes notices; watch_queue in the kernel's documentation."""
F_SETPIPE_SZ = 1031
NO_SIZE = 0xFFFFFFFF
"""More bytes than a pipe can have; pipe(7)."""


def copy(pid: int, tid: int, number: int, inode: int) -> int | None:
    """Give a descriptor of this process for descriptor `number` of a thread; the caller closes it.

    inode: of what is meant. None where there is no such descriptor, or no second one can be had.
    """
    try:
        holder = _pidfd(pid, tid)
    except (OSError, AttributeError):
        return None
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        found = libc.syscall(SYS_pidfd_getfd, holder, number, 0)
    finally:
        os.close(holder)
    if found < 0:
        return None
    if os.fstat(found).st_ino != inode:  # the thread and its process have different ones under this number
        os.close(found)
        return None
    return found


def has_signal_owner(pid: int, tid: int, number: int, inode: int) -> bool | None:
    """Does the kernel send a signal to some process when something happens to this file or socket (F_GETOWN)?

    F_SETOWN of fcntl(2) asks for that, and F_NOTIFY does. None where it cannot be asked.
    """
    copied = copy(pid, tid, number, inode)
    if copied is None:
        return None
    try:
        return fcntl.fcntl(copied, fcntl.F_GETOWN) != 0
    except OSError:
        return None
    finally:
        os.close(copied)


def gets_notices(pid: int, tid: int, number: int, inode: int) -> bool | None:
    """Does the kernel write notices into this pipe, of keys that changed? None where it cannot be asked.

    The kernel refuses to change the size of such a pipe (EBUSY), before it looks whether the size is possible (EINVAL,
    and nothing changes); pipe_set_size() in its fs/pipe.c.
    """
    if not _kernel_can_write_notices():
        return False
    copied = copy(pid, tid, number, inode)
    if copied is None:
        return None
    try:
        fcntl.fcntl(copied, F_SETPIPE_SZ, NO_SIZE)
    except OSError as error:
        return {errno.EBUSY: True, errno.EINVAL: False}.get(error.errno or 0)
    finally:
        os.close(copied)
    return None


def _kernel_can_write_notices() -> bool:
    """Can a pipe of this kind be made here at all (CONFIG_WATCH_QUEUE, Linux 5.8)?"""
    try:
        ends = os.pipe2(O_NOTIFICATION_PIPE | os.O_CLOEXEC)
    except OSError:
        return False
    for end in ends:
        os.close(end)
    return True


def _pidfd(pid: int, tid: int) -> int:
    """Open a thread, whose descriptors can be others than its process's; before Linux 6.9 its process."""
    try:
        return os.pidfd_open(tid, PIDFD_THREAD)
    except OSError:
        return os.pidfd_open(pid)
