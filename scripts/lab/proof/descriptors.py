"""What a descriptor of another process leads to, and who else holds it.

Two descriptors lead to the same object when their keys are equal: "pipe:INODE" and "socket:INODE" as the kernel names
them in /proc/PID/fd, "file:DEVICE:INODE" for what has a name in a file system, a FIFO included, "process:PID" from
/proc/PID/fdinfo; proc_pid_fd(5), proc_pid_fdinfo(5).
"""

from __future__ import annotations

import os
import stat

from scripts.lab import processes
from scripts.lab.proof import unix_sockets

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

IN_FLIGHT = "descriptors in flight"

LOCAL_FILE_SYSTEMS = frozenset(
    ("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "tmpfs", "ramfs", "overlay", "devtmpfs")
)
"""Where a file lock is known to this kernel alone: on the others a machine elsewhere, or a server, may hold one."""


class Descriptor:
    """One descriptor of one process."""

    __slots__ = ("device", "inode", "key", "kind", "nameless", "number", "path", "pid", "place", "readable", "writable")

    def __init__(self, pid: int, place: str) -> None:
        self.pid = pid
        self.place = place  # where it was seen: /proc/PID/fd/NUMBER, or the same of a thread
        self.number = int(place.rpartition("/")[2])
        self.kind = "other"  # pipe, socket, file, epoll, process, or other
        self.key: str | None = None
        self.path: str | None = None
        self.device = self.inode = 0
        self.nameless = False  # a file that has lost its last name, so that nobody can open it any more
        self.readable = self.writable = False


def look(pid: int, number: int, tid: int) -> Descriptor | None:
    """What descriptor `number` of process `pid` leads to; None where it is not open or may not be read.

    tid: the thread whose descriptor it is, for a thread can have descriptors of its own (unshare(2), CLONE_FILES).
    """
    return _look_at(pid, f"/proc/{pid}/task/{tid}/fd/{number}")


def _look_at(pid: int, place: str) -> Descriptor | None:
    try:
        target = os.readlink(place)
        rights = os.lstat(place).st_mode
    except OSError:
        return None
    found = Descriptor(pid, place)
    # The rights of the link say how the descriptor was opened.
    found.readable, found.writable = bool(rights & stat.S_IRUSR), bool(rights & stat.S_IWUSR)
    found.path = target
    try:
        seen = os.stat(place)
    except OSError:
        return found
    found.device, found.inode = seen.st_dev, seen.st_ino
    kind, separator, rest = target.partition(":")
    if target.startswith("/"):
        _name_file(found, seen)
    elif kind in ("pipe", "socket") and separator:
        found.kind, found.key = kind, f"{kind}:{seen.st_ino}"
    elif "eventpoll" in rest:
        found.kind = "epoll"
    elif "pidfd" in target:
        process = _field(place, b"Pid")
        if process is not None and int(process) > 0:
            found.kind, found.key = "process", f"process:{int(process)}"
    return found


def _name_file(found: Descriptor, seen: os.stat_result) -> None:
    found.nameless = seen.st_nlink == 0
    if stat.S_ISFIFO(seen.st_mode):
        found.kind = "pipe"
    elif stat.S_ISREG(seen.st_mode) or stat.S_ISDIR(seen.st_mode):
        found.kind = "file"
    else:
        return  # a terminal or another device
    found.key = file_key(seen.st_dev, seen.st_ino)


def file_key(device: int, inode: int) -> str:
    """The key of what has, or had, a name in a file system."""
    return f"file:{device}:{inode}"


def _information(place: str) -> list[bytes]:
    """What the kernel says of a descriptor beside where it leads to, line by line; empty where it does not."""
    return processes.read(place.replace("/fd/", "/fdinfo/")).splitlines()


def _field(place: str, name: bytes) -> bytes | None:
    for line in _information(place):
        title, _, value = line.partition(b":")
        if title == name:
            return value.strip()
    return None


def signals_by_itself(descriptor: Descriptor) -> bool:
    """Does the kernel send a signal when there is something to read or to write (O_ASYNC)?"""
    flags = _field(descriptor.place, b"flags")
    return flags is not None and bool(int(flags, 8) & os.O_ASYNC)


def all_of(pid: int) -> list[Descriptor]:
    """Every descriptor of a process; empty where they may not be read."""
    return [found for place in _descriptor_paths(pid) if (found := _look_at(pid, place)) is not None]


def holders(pids: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> dict[str, list[int]]:
    """Who of these processes has an object of `keys` open, or one of `memory` mapped; by key, then process.

    For looking at strangers: quicker than `all_of`, for it only looks at what could be meant. A process that has
    descriptors of any kind waiting to be taken out of one of its sockets, unix(7), put there by none of these
    processes, has them under the key IN_FLIGHT.
    """
    links = {key.replace(":", ":[", 1) + "]": key for key in keys if key.startswith(("pipe:", "socket:"))}
    files = {key for key in keys if key.startswith("file:")}
    patterns = {_as_in_maps(key): key for key in memory}
    strangers = list(pids)
    found: dict[str, list[int]] = {}
    # What is on its way arrives in a table: asked in this order, it is met before or after. And once more at the end,
    # for what somebody has sent on meanwhile.
    waiting, sockets = _with_descriptors_waiting(strangers)
    for pid in strangers:
        mine: set[str] = set()
        for place in _descriptor_paths(pid):
            try:
                target = os.readlink(place)
                if target in links:
                    mine.add(links[target])
                elif files and target.startswith("/"):
                    seen = os.stat(place)
                    mine |= files & {file_key(seen.st_dev, seen.st_ino)}
            except OSError:
                continue
        if patterns:
            maps = processes.read_shared(pid, "maps")
            mine |= {key for pattern, key in patterns.items() if pattern in maps}
        for key in mine:
            found.setdefault(key, []).append(pid)
    waiting_now, sockets_now = _with_descriptors_waiting(strangers)
    for pid, inode in sorted(waiting | waiting_now):
        end = unix_sockets.look(inode)
        # What one stranger sends to another is not the program's. Who has closed his end since may have been anybody.
        if end is None or not set(end.pending if end.listens else [end.peer]) <= sockets | sockets_now:
            found.setdefault(IN_FLIGHT, []).append(pid)
    return found


def _with_descriptors_waiting(pids: Iterable[int]) -> tuple[set[tuple[int, int]], set[int]]:
    """The sockets of these processes in which descriptors wait to be taken out, by process and inode; and all sockets.

    Linux 5.16 and later say how many wait in a socket.
    """
    waiting: set[tuple[int, int]] = set()
    sockets: set[int] = set()
    for pid in pids:
        for place in _descriptor_paths(pid):
            try:
                target = os.readlink(place)
            except OSError:
                continue
            if target.startswith("socket:"):
                inode = int(target[8:-1])
                sockets.add(inode)
                if _field(place, b"scm_fds") not in (None, b"0"):
                    waiting.add((pid, inode))
    return waiting, sockets


def _descriptor_paths(pid: int) -> list[str]:
    """The descriptors of a process; those of another thread of it where the first one has ended."""
    for folder in processes.places_of(pid, "fd"):
        try:
            names = os.listdir(folder)
        except OSError:
            return []
        if names:
            return [f"{folder}/{name}" for name in names]
    return []


def _as_in_maps(key: str) -> bytes:
    """What a line of /proc/PID/maps says of this memory: "… 00:1a 4711 …"."""
    _kind, major, minor, inode = key.split(":")
    return b" %02x:%02x %d " % (int(major), int(minor), int(inode))


def watched_by_epoll(descriptor: Descriptor) -> list[tuple[int, int, int]] | None:
    """The descriptors in an epoll set, with the device and inode of what each was when it was put in.

    None where the kernel does not say.
    """
    lines = _information(descriptor.place)
    if not lines:
        return None
    watched = []
    for line in lines:
        if not line.startswith(b"tfd:"):
            continue
        words = line.replace(b":", b": ").split()
        fields = dict(zip(words[::2], words[1::2], strict=False))
        if b"ino:" not in fields or b"sdev:" not in fields:
            return None  # before Linux 4.13
        kernels = int(fields[b"sdev:"], 16)  # the kernel's own form: 12 bits and 20 bits
        device = os.makedev(kernels >> 20, kernels & 0xFFFFF)
        watched.append((int(fields[b"tfd:"]), device, int(fields[b"ino:"], 16)))
    return watched


def holds_lock(descriptor: Descriptor, kinds: Iterable[bytes]) -> bool:
    """Does this descriptor's open file, or this process through it, hold a file lock of one of these kinds?

    kinds: as in /proc/locks: FLOCK, POSIX, OFDLCK.
    """
    for line in _information(descriptor.place):
        words = line.split()
        # "lock:   1: FLOCK  ADVISORY  WRITE 4711 00:1a:4711 0 EOF"
        if words[:1] == [b"lock:"] and words[2] in kinds:
            return True
    return False


def is_local(descriptor: Descriptor) -> bool:
    """Does the file lie in a file system whose locks this kernel alone decides?"""
    mount = _field(descriptor.place, b"mnt_id")
    for line in processes.read(descriptor.place.partition("/fd/")[0] + "/mountinfo").splitlines():
        # mount id, parent, device, root, mount point, options, optional fields, "-", file system, …; proc(5)
        words = line.split()
        if words[0] == mount and b"-" in words:
            return words[words.index(b"-") + 1].decode() in LOCAL_FILE_SYSTEMS
    return False
