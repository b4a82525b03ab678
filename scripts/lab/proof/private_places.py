"""Which names in the file system are out of the reach of processes outside a program.

A FIFO or a listening socket has a name, and a process that knows it could open it and so end a wait. No outside process
does that in a place that the program made for itself, closed to every other user, since it was started:
multiprocessing's forkserver listens in such a place, on a socket that its owner alone may connect to. A server that
waits for clients listens where its clients look for it.
"""

from __future__ import annotations

import ctypes
import os
import stat

from scripts.lab.linux.proc import PROC

AT_SYMLINK_NOFOLLOW, AT_FDCWD = 0x100, -100
STATX_BTIME = 0x800
BTIME_OFFSET, STATX_BYTES = 80, 256
OTHERS = 0o077


class PrivatePlaces:
    """The folders that a program has to itself.

    folders: those that were made for this run alone; everything in them counts. Without any, a folder counts that is
    closed to other users and was made at or after `since`, in seconds since the epoch, when the program was started.
    """

    def __init__(self, folders: tuple[str, ...], since: float = 0.0) -> None:
        self._folders = folders
        self._since = since

    def hold(self, pid: int, path: str, owner_only: bool = False, inode: int | None = None) -> bool:
        """Does `path`, a name as process `pid` sees it, lie in such a folder?

        owner_only: what bears the name must be closed to others too. inode: which inode that must be.
        """
        inside = PROC.path_as_seen_by(pid, path)
        try:
            seen = os.lstat(inside)
            folder = os.lstat(os.path.dirname(inside))
            owner = PROC.owner(pid)
        except OSError:
            return False
        if inode is not None and seen.st_ino != inode:
            return False
        if seen.st_nlink != 1:
            return False  # it has another name somewhere
        if owner_only and (seen.st_mode & (OTHERS | stat.S_IXUSR) or seen.st_uid != owner):
            return False
        if self._folders:
            real = os.path.realpath(path)
            return any(real.startswith(os.path.realpath(one) + "/") for one in self._folders)
        if not stat.S_ISDIR(folder.st_mode) or folder.st_mode & OTHERS or folder.st_uid != owner:
            return False
        born = _birth(os.path.dirname(inside))
        return born is not None and born >= self._since


def _birth(path: str) -> float | None:
    """When a folder was made, in seconds since the epoch; None where its file system does not say. statx(2)."""
    libc = ctypes.CDLL(None, use_errno=True)
    answer = ctypes.create_string_buffer(STATX_BYTES)
    try:
        failed = libc.statx(AT_FDCWD, os.fsencode(path), AT_SYMLINK_NOFOLLOW, STATX_BTIME, answer)
    except AttributeError:  # a C library without it
        return None
    if failed or not int.from_bytes(answer.raw[:4], "little") & STATX_BTIME:
        return None
    seconds, rest = answer.raw[BTIME_OFFSET : BTIME_OFFSET + 8], answer.raw[BTIME_OFFSET + 8 : BTIME_OFFSET + 12]
    return int.from_bytes(seconds, "little", signed=True) + int.from_bytes(rest, "little") / 1e9
