"""One stretch of a process's memory, as a line of /proc/PID/maps describes it; proc_pid_maps(5)."""

from __future__ import annotations

import os

ANONYMOUS = "/dev/zero (deleted)"
"""The path of memory that mmap(2) shares without a name: the kernel shows it as a file that was deleted."""

_PLAIN_DEVICES = (b"/dev/zero", b"/dev/shm/", b"/dev/hugepages/", b"/dev/mqueue/")


class Mapping:
    """One mapping."""

    __slots__ = ("device", "end", "inode", "offset", "raw_path", "shared", "start", "writable")

    def __init__(self, line: bytes) -> None:
        """Read a line. Raises ValueError or IndexError where it is no line of /proc/PID/maps."""
        # start-end rights offset major:minor inode path
        words = line.split(None, 5)
        start, _, end = words[0].partition(b"-")
        self.start, self.end = int(start, 16), int(end, 16)  # addresses
        self.writable = words[1][1:2] == b"w"
        self.shared = words[1][3:4] == b"s"
        self.offset = int(words[2], 16)  # of its first byte in the file
        major, _, minor = words[3].partition(b":")
        self.device = int(major, 16), int(minor, 16)
        self.inode = int(words[4])
        self.raw_path = words[5] if len(words) > 5 else b""

    @property
    def path(self) -> str:
        """The path of its file as text, "[heap]" or "[stack]", or "" for anonymous memory."""
        return self.raw_path.decode(errors="replace")

    @property
    def is_inert(self) -> bool:
        """Is it memory or a plain file, behind which the kernel does nothing of its own accord?

        An io_uring, a perf event, the ring of asynchronous I/O and the memory of a device are not.
        """
        return not may_act(self.raw_path)

    @property
    def device_number(self) -> int:
        """The device of its file, as stat(2) gives it."""
        return os.makedev(*self.device)

    @property
    def key(self) -> str:
        """Equal for two mappings of the same file, or of the same shared memory without a name."""
        # What is shared anonymously passes from parent to child alone.
        kind = "anonymous" if self.path == ANONYMOUS else "memory"
        return f"{kind}:{self.device[0]}:{self.device[1]}:{self.inode}"

    def __contains__(self, address: int) -> bool:
        return self.start <= address < self.end


def paths(maps: bytes) -> set[bytes]:
    """Give the paths in the text of /proc/PID/maps, as in `Mapping.raw_path`; those without one are left out."""
    split = (line.split(None, 5) for line in maps.splitlines())
    return {words[5] for words in split if len(words) > 5}


def may_act(path: bytes) -> bool:
    """May the kernel act by itself through a mapping with this path? See `Mapping.is_inert`."""
    if path.startswith(b"/dev/"):
        return not path.startswith(_PLAIN_DEVICES)
    return bool(path) and (path[:1] not in (b"[", b"/") or path.startswith(b"/[aio]"))


def as_in_maps(key: str) -> bytes:
    """What a line of /proc/PID/maps says of the memory with this key: "… 00:1a 4711 …"."""
    _kind, major, minor, inode = key.split(":")
    return b" %02x:%02x %d " % (int(major), int(minor), int(inode))
