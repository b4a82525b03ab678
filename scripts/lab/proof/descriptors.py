"""What a descriptor of another process leads to, and who else holds it.

Two descriptors lead to the same object when their keys are equal: "pipe:INODE" and "socket:INODE" as the kernel names
them in /proc/PID/fd, "file:DEVICE:INODE" for what has a name in a file system, a FIFO included, "eventfd:ID" and
"process:PID" from /proc/PID/fdinfo; proc_pid_fd(5), proc_pid_fdinfo(5).
"""

from __future__ import annotations

import os
import stat

from scripts.lab import processes

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

LOCAL_FILE_SYSTEMS = frozenset(
    ("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "tmpfs", "ramfs", "overlay", "devtmpfs")
)
"""Where a file lock is known to this kernel alone: on the others a machine elsewhere, or a server, may hold one."""


class Descriptor:
    """One descriptor of one process."""

    __slots__ = ("inode", "key", "kind", "nameless", "number", "path", "pid", "readable", "writable")

    def __init__(self, pid: int, number: int) -> None:
        self.pid = pid
        self.number = number
        self.kind = "other"  # pipe, socket, file, epoll, process, or other
        self.key: str | None = None
        self.path: str | None = None
        self.inode = 0
        self.nameless = False  # a file that has lost its last name, so that nobody can open it any more
        self.readable = self.writable = False


def look(pid: int, number: int) -> Descriptor | None:
    """What descriptor `number` of process `pid` leads to; None where it is not open or may not be read."""
    place = f"/proc/{pid}/fd/{number}"
    try:
        target = os.readlink(place)
        rights = os.lstat(place).st_mode
    except OSError:
        return None
    found = Descriptor(pid, number)
    # The rights of the link say how the descriptor was opened.
    found.readable, found.writable = bool(rights & stat.S_IRUSR), bool(rights & stat.S_IWUSR)
    found.path = target
    kind, separator, rest = target.partition(":")
    if target.startswith("/"):
        _see_file(found, place)
    elif kind in ("pipe", "socket") and separator:
        found.kind, found.key = kind, f"{kind}:{rest.strip('[]')}"
        found.inode = int(rest.strip("[]"))
    elif "eventpoll" in rest:
        found.kind = "epoll"
    elif "pidfd" in target:
        process = _field(pid, number, b"Pid")
        if process is not None and int(process) > 0:
            found.kind, found.key = "process", f"process:{int(process)}"
    return found


def _see_file(found: Descriptor, place: str) -> None:
    try:
        seen = os.stat(place)
    except OSError:
        return
    found.inode = seen.st_ino
    found.nameless = seen.st_nlink == 0
    if stat.S_ISFIFO(seen.st_mode):
        found.kind = "pipe"
    elif stat.S_ISREG(seen.st_mode) or stat.S_ISDIR(seen.st_mode):
        found.kind = "file"
    else:
        return  # a terminal or another device
    found.key = f"file:{seen.st_dev}:{seen.st_ino}"


def _field(pid: int, number: int, name: bytes) -> bytes | None:
    for line in processes.read(f"/proc/{pid}/fdinfo/{number}").splitlines():
        title, _, value = line.partition(b":")
        if title == name:
            return value.strip()
    return None


def all_of(pid: int) -> list[Descriptor]:
    """Every descriptor of a process; empty where they may not be read."""
    try:
        numbers = [int(name) for name in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return []
    return [found for number in numbers if (found := look(pid, number)) is not None]


def holders(pids: Iterable[int], keys: frozenset[str], mapped: frozenset[str]) -> dict[str, list[int]]:
    """Who of these processes has an object of `keys` open, or one of `mapped` in its memory; by key, then process.

    For looking at strangers: quicker than `all_of`, for it only looks at what could be meant.
    """
    links = {key.replace(":", ":[", 1) + "]": key for key in keys if key.startswith(("pipe:", "socket:"))}
    files = {key for key in keys if key.startswith("file:")}
    found: dict[str, list[int]] = {}
    for pid in pids:
        mine: set[str] = set()
        try:
            numbers = os.listdir(f"/proc/{pid}/fd")
        except OSError:
            numbers = []
        for number in numbers:
            place = f"/proc/{pid}/fd/{number}"
            try:
                target = os.readlink(place)
                if target in links:
                    mine.add(links[target])
                elif files and target.startswith("/"):
                    seen = os.stat(place)
                    mine |= files & {f"file:{seen.st_dev}:{seen.st_ino}"}
            except OSError:
                continue
        if mapped:
            mine |= mapped & {mapping.key for mapping in processes.mappings(pid)}
        for key in mine:
            found.setdefault(key, []).append(pid)
    return found


def watched_by_epoll(pid: int, number: int) -> list[tuple[int, int]] | None:
    """The descriptors in an epoll set, with the inodes they had when they were put in; None where unknown."""
    watched = []
    for line in processes.read(f"/proc/{pid}/fdinfo/{number}").splitlines():
        if not line.startswith(b"tfd:"):
            continue
        words = line.replace(b":", b": ").split()
        fields = dict(zip(words[::2], words[1::2], strict=False))
        if b"ino:" not in fields:
            return None  # before Linux 4.13
        watched.append((int(fields[b"tfd:"]), int(fields[b"ino:"], 16)))
    return watched


def locks_held(pid: int, number: int) -> bool:
    """Does this descriptor's open file, or this process through it, hold a file lock?"""
    return _field(pid, number, b"lock") is not None


def is_local(pid: int, number: int) -> bool:
    """Does the file lie in a file system whose locks this kernel alone decides?"""
    mount = _field(pid, number, b"mnt_id")
    for line in processes.read(f"/proc/{pid}/mountinfo").splitlines():
        # mount id, parent, device, root, mount point, options, optional fields, "-", file system, …; proc(5)
        words = line.split()
        if words[0] == mount and b"-" in words:
            return words[words.index(b"-") + 1].decode() in LOCAL_FILE_SYSTEMS
    return False
