"""Whose the new entries in /dev/shm are: POSIX semaphores and shared memory outlive the processes that made them.

Inside a namespace /dev/shm is the run's own and everything in it was made by the run. Where the directory is shared
with the machine, an entry is this run's only if one of its processes was seen to have it open or mapped; and it is
left alone while any living process has it. Compared by device and inode, because a semaphore that is in use may have
lost its name, and a name may have been taken again.
"""

from __future__ import annotations

import ctypes
import os

from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DIRECTORY = "/dev/shm"
IN_CREATE, IN_MOVED_TO = 0x100, 0x80
IN_NONBLOCK, IN_CLOEXEC = 0o4000, 0o2000000

Identity = tuple[int, int]
"""Device and inode."""


def _entries() -> dict[str, Identity]:
    found = {}
    try:
        with os.scandir(DIRECTORY) as listing:
            for entry in listing:
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if os.getuid() in (status.st_uid, 0):  # a program of root's may go on as another user
                    found[entry.name] = (status.st_dev, status.st_ino)
    except OSError:
        pass  # macOS keeps no such directory
    return found


def _held(pid: int) -> Iterator[Identity]:
    """Device and inode of everything under DIRECTORY that a process has open or mapped."""
    for link, target in PROC.descriptor_links(pid):
        if target.startswith(DIRECTORY):
            try:
                status = os.stat(link)
            except OSError:
                continue
            yield status.st_dev, status.st_ino
    for mapping in PROC.mappings(pid, containing=DIRECTORY.encode()):
        yield mapping.device_number, mapping.inode


class SharedMemory:
    """The entries of one run in /dev/shm."""

    descriptor: int | None = None
    """Readable when something may have been made; None where looking often is not needed."""

    def note_held(self, pids: Iterable[int]) -> None:
        """Note which new entries these processes of the run hold now."""
        raise NotImplementedError

    def remove(self) -> list[str]:
        """When every process of the run has ended: unlink what it left, and return the paths."""
        raise NotImplementedError

    def unclaimed(self) -> list[str]:
        """Paths of new entries that no process holds or was seen to hold: they stay where they are."""
        return []


class PrivateSharedMemory(SharedMemory):
    """/dev/shm belongs to the run alone, and goes with its namespace."""

    def note_held(self, pids: Iterable[int]) -> None:
        pass

    def remove(self) -> list[str]:
        return [f"{DIRECTORY}/{name}" for name in sorted(_entries())]


class CommonSharedMemory(SharedMemory):
    """/dev/shm is shared with the whole machine."""

    def __init__(self, new_since: set[Identity] | None = None) -> None:
        """`new_since`: the entries that are not the run's, whichever process holds them.

        None for those that are there now, with word of each that is made from now on.
        """
        self._before = set(_entries().values()) if new_since is None else new_since
        self._ours: set[Identity] = set()
        if new_since is None and os.path.isdir(DIRECTORY) and hasattr(ctypes.CDLL(None), "inotify_init1"):
            libc = ctypes.CDLL(None)
            descriptor = libc.inotify_init1(IN_NONBLOCK | IN_CLOEXEC)
            if descriptor >= 0:
                libc.inotify_add_watch(descriptor, DIRECTORY.encode(), IN_CREATE | IN_MOVED_TO)
                self.descriptor = descriptor

    def note_held(self, pids: Iterable[int]) -> None:
        if self.descriptor is not None:
            try:
                while os.read(self.descriptor, 1 << 14):
                    pass
            except BlockingIOError:
                pass
        unknown = set(_entries().values()) - self._before - self._ours
        if unknown:
            for pid in pids:
                self._ours.update(unknown.intersection(_held(pid)))

    def remove(self) -> list[str]:
        removed = []
        for path in self._unheld(self._ours):
            try:
                os.unlink(path)
                removed.append(path)
            except OSError:
                continue
        return removed

    def unclaimed(self) -> list[str]:
        return self._unheld(set(_entries().values()) - self._before - self._ours)

    def _unheld(self, among: set[Identity]) -> list[str]:
        """Paths of the entries among these that no living process has open or mapped."""
        left = {name: one for name, one in _entries().items() if one in among}
        if not left:
            return []
        alive: set[Identity] = set()
        for pid in PROC.process_ids():
            alive.update(_held(pid))
        return [f"{DIRECTORY}/{name}" for name, identity in sorted(left.items()) if identity not in alive]
