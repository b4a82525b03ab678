"""What a descriptor of a process leads to, and what the kernel says of it.

Two descriptors lead to the same object when their keys are equal: "pipe:INODE" and "socket:INODE" as the kernel names
them in /proc/PID/fd, "file:DEVICE:INODE" for what has a name in a file system, a FIFO included, "process:PID" and
"eventfd:ID" from /proc/PID/fdinfo; proc_pid_fd(5), proc_pid_fdinfo(5).
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys

from scripts.lab.linux.proc import Proc, read, read_at_once

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

LOCAL_FILE_SYSTEMS = frozenset(
    ("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "tmpfs", "ramfs", "overlay", "devtmpfs")
)
"""Where a file lock is known to this kernel alone: on the others a machine elsewhere, or a server, may hold one."""

MESSAGE_QUEUES, QUEUE_BYTES = 0x19800202, 80
"""The kind of a file system of POSIX message queues, and how large each queue is in it; the kernel's ipc/mqueue.c."""
EPOLL, EVENTFD, RING = "anon_inode:[eventpoll]", "anon_inode:[eventfd]", "anon_inode:[io_uring]"
"""What the links of such descriptors say; every one of a kind shares one inode."""
_libc = ctypes.CDLL(None, use_errno=True)


class Descriptor:
    """One descriptor of one process."""

    __slots__ = (
        "device",
        "inode",
        "is_folder",
        "key",
        "kind",
        "link",
        "nameless",
        "number",
        "path",
        "pid",
        "readable",
        "tid",
        "writable",
    )

    def __init__(self, pid: int, link: str, target: str) -> None:
        """Read what the descriptor with this path in /proc leads to; `target` is what its link says."""
        self.pid = pid
        self.link = link
        self.number = int(link.rpartition("/")[2])
        # A thread that has it: the first one, or one that has a table of its own.
        self.tid = int(link.split("/")[-3])
        self.kind = "other"  # pipe, socket, file, queue, epoll, eventfd, process, or other
        self.is_folder = False
        self.key: str | None = None
        self.path = target
        self.device = self.inode = 0
        self.nameless = False  # a file that has lost its last name, so that no process can open it any more
        self.readable = self.writable = False
        try:
            # The rights of the link say how the descriptor was opened.
            rights = os.lstat(link).st_mode
            self.readable, self.writable = bool(rights & stat.S_IRUSR), bool(rights & stat.S_IWUSR)
            seen = os.stat(link)
        except OSError:
            return
        self.device, self.inode = seen.st_dev, seen.st_ino
        kind, separator, rest = target.partition(":")
        if target.startswith("/"):
            self._name_file(seen)
        elif kind in ("pipe", "socket") and separator:
            self.kind, self.key = kind, f"{kind}:{seen.st_ino}"
        elif "eventpoll" in rest:
            self.kind = "epoll"
        elif target == EVENTFD:
            self.kind, self.key = "eventfd", eventfd_key(link)
        elif "pidfd" in target:
            process = field(link, b"Pid")
            if process is not None and int(process) > 0:
                self.kind, self.key = "process", f"process:{int(process)}"

    def _name_file(self, seen: os.stat_result) -> None:
        self.nameless = seen.st_nlink == 0
        if stat.S_ISFIFO(seen.st_mode):
            self.kind = "pipe"
        elif stat.S_ISREG(seen.st_mode) or stat.S_ISDIR(seen.st_mode):
            self.kind, self.is_folder = "file", stat.S_ISDIR(seen.st_mode)
            if seen.st_size == QUEUE_BYTES and _file_system(self.link) == MESSAGE_QUEUES:
                self.kind = "queue"
        else:
            return  # a terminal or another device
        self.key = file_key(seen.st_dev, seen.st_ino)

    def signals_by_itself(self) -> bool:
        """Does the kernel send a signal when there is something to read or to write (O_ASYNC)?"""
        flags = field(self.link, b"flags")
        return flags is not None and bool(int(flags, 8) & os.O_ASYNC)

    def is_told_of_messages(self) -> bool | None:
        """Does the kernel tell a process when a message comes into this POSIX queue? None where it does not say."""
        words = read(self.link).replace(b":", b" ").split()
        return words[words.index(b"NOTIFY_PID") + 1] != b"0" if b"NOTIFY_PID" in words else None

    def watched(self) -> list[tuple[int, int, int]] | None:
        """List the descriptors in an epoll set, with the device and inode of what each was when it was put in.

        None where the kernel does not say.
        """
        lines = _information(self.link)
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

    def holds_lock(self, kinds: Iterable[bytes]) -> bool:
        """Does its open file, or its process through it, hold a file lock of one of these kinds?

        kinds: as in /proc/locks: FLOCK, POSIX, OFDLCK.
        """
        for line in _information(self.link):
            words = line.split()
            # "lock:   1: FLOCK  ADVISORY  WRITE 4711 00:1a:4711 0 EOF"
            if words[:1] == [b"lock:"] and words[2] in kinds:
                return True
        return False

    def is_local(self) -> bool:
        """Does the file lie in a file system whose locks this kernel alone decides?"""
        mount = field(self.link, b"mnt_id")
        for line in read(self.link.rpartition("/fd/")[0] + "/mountinfo").splitlines():
            # mount id, parent, device, root, mount point, options, optional fields, "-", file system; proc(5)
            words = line.split()
            if words[0] == mount and b"-" in words:
                return words[words.index(b"-") + 1].decode() in LOCAL_FILE_SYSTEMS
        return False


def of_thread(proc: Proc, pid: int, tid: int, number: int) -> Descriptor | None:
    """Read what a descriptor of a thread leads to; None where it is not open or may not be read.

    A thread can have descriptors of its own (unshare(2), CLONE_FILES).
    """
    link = f"{proc.root}/{pid}/task/{tid}/fd/{number}"
    try:
        return Descriptor(pid, link, os.readlink(link))
    except OSError:
        return None


def of_process(proc: Proc, pid: int) -> list[Descriptor]:
    """Read every descriptor of a process; empty where they may not be read."""
    return [Descriptor(pid, link, target) for link, target in proc.descriptor_links(pid)]


def file_key(device: int, inode: int) -> str:
    """Give the key of what has, or had, a name in a file system."""
    return f"file:{device}:{inode}"


def eventfd_key(link: str) -> str | None:
    """Give the key of the eventfd to which a descriptor leads; None before Linux 5.2, where the kernel names none."""
    number = field(link, b"eventfd-id")
    return f"eventfd:{int(number)}" if number is not None else None


def _file_system(path: str) -> int:
    """Give the number of the kind of file system in which a file lies, statfs(2); 0 where it has none."""
    answer = ctypes.create_string_buffer(512)
    failed = _libc.statfs(os.fsencode(path), answer)
    return 0 if failed else int.from_bytes(answer.raw[: ctypes.sizeof(ctypes.c_long)], sys.byteorder)


def field(link: str, name: bytes) -> bytes | None:
    """Read one field of what the kernel says of a descriptor beside where it leads to; None where it has none."""
    text = b"\n" + _text(link)
    at = text.find(b"\n%s:" % name)
    return None if at < 0 else text[at + len(name) + 2 :].partition(b"\n")[0].strip()


def _information(link: str) -> list[bytes]:
    """Read what the kernel says of a descriptor, line by line; empty where it does not."""
    return _text(link).splitlines()


def _text(link: str) -> bytes:
    folder, _, number = link.rpartition("/fd/")
    return read_at_once(f"{folder}/fdinfo/{number}")
