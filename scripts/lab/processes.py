"""What the Linux kernel says about processes and threads, read from /proc without any package.

The guard looks at its wards fifty times a second and starts in a few milliseconds; importing psutil alone
would cost it more than everything else together. Everything here is a plain read: nothing in the process
that is looked at changes. Formats: proc_pid_stat(5), proc_pid_statm(5), proc_pid_smaps(5), proc_pid_syscall(5).
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Process:
    """One process at one moment."""

    __slots__ = ("parent", "pid", "processor_ticks", "started", "state")

    def __init__(self, pid: int, parent: int, state: str, started: int, processor_ticks: int) -> None:
        self.pid = pid
        self.parent = parent
        # R running, S asleep, D in the kernel, T stopped, t traced, Z ended but not yet waited for, X gone.
        self.state = state
        # Clock ticks since boot: with the pid it names a process for good, since pids are used again.
        self.started = started
        # Processor time used so far, in clock ticks.
        self.processor_ticks = processor_ticks


class Thread:
    """One thread at one moment."""

    __slots__ = ("call", "pid", "state", "tid")

    def __init__(self, pid: int, tid: int, state: str, call: str | None) -> None:
        self.pid = pid
        self.tid = tid
        self.state = state
        # The line of /proc/PID/task/TID/syscall, None where it may not be read.
        self.call = call


def read(path: str) -> bytes:
    """The whole of a /proc file; empty where the process has gone or does not let itself be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    parts = []
    try:
        while part := os.read(descriptor, 1 << 16):
            parts.append(part)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
    return b"".join(parts)


def tids(pid: int) -> list[int]:
    """The threads of a process; the first one stays in the list when it has ended, until the last one has."""
    try:
        return [int(name) for name in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []


def places_of(pid: int, name: str) -> Iterator[str]:
    """Where to look, in turn, for what all threads of a process share, as its memory and its descriptors.

    /proc/PID shows what the first thread has, which is nothing any more when it has ended and others go on.
    """
    yield f"/proc/{pid}/{name}"
    other = next((tid for tid in tids(pid) if tid != pid), None)
    if other is not None:
        yield f"/proc/{pid}/task/{other}/{name}"


def read_shared(pid: int, name: str) -> bytes:
    """As `read`, of a file about what all threads of a process share, be it that its first thread has ended."""
    return next(filter(None, map(read, places_of(pid, name))), b"")


def look(pid: int) -> Process | None:
    """The process with this id now, or None where there is none."""
    text = read(f"/proc/{pid}/stat")
    if not text:
        return None
    # The name stands in parentheses and may hold spaces and parentheses of its own.
    fields = text[text.rfind(b")") + 2 :].split()
    state = fields[0].decode()
    if state == "Z" and int(fields[17]) > 1:
        state = "S"  # its first thread has ended, and others go on
    return Process(pid, int(fields[1]), state, int(fields[19]), int(fields[11]) + int(fields[12]))


def everyone(vanished: list[int] | None = None) -> list[Process]:
    """Every process of this PID namespace; those that ended before they could be looked at are added to `vanished`."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            process = look(int(name))
            if process is not None:
                found.append(process)
            elif vanished is not None:
                vanished.append(int(name))
    return found


def how_many() -> int:
    """A number that grows by one with each process of this PID namespace: the links of /proc, cheap to ask for."""
    return os.stat("/proc").st_nlink


def below(root: int, vanished: list[int] | None = None) -> list[Process]:
    """Every descendant of the process `root`, by one pass over all parents. vanished: see `everyone`."""
    return below_among(everyone(vanished), root)


def below_among(everybody: Iterable[Process], root: int) -> list[Process]:
    """Every descendant of the process `root` among these processes."""
    children: dict[int, list[Process]] = {}
    for process in everybody:
        children.setdefault(process.parent, []).append(process)
    found: list[Process] = []
    ahead = [root]
    while ahead:
        for process in children.get(ahead.pop(), ()):
            found.append(process)
            ahead.append(process.pid)
    return found


def children(pid: int) -> list[int]:
    """The children of every thread of `pid`: quick, but one that ends meanwhile can hide its neighbour.

    Good for looking often; a sweep that must miss nobody uses `below`.
    """
    return [int(child) for tid in tids(pid) for child in read(f"/proc/{pid}/task/{tid}/children").split()]


def resident_bytes(pid: int) -> int:
    """RSS in bytes, shared pages counted in full; 0 for a process that has gone."""
    pages = _resident_pages(f"/proc/{pid}")
    if pages == 0:  # it has ended, or only its first thread has, and the others have what it had
        try:
            pages = max(_resident_pages(f"/proc/{pid}/task/{tid}") for tid in os.listdir(f"/proc/{pid}/task"))
        except (OSError, ValueError):
            return 0
    return pages * PAGE_BYTES


def _resident_pages(folder: str) -> int:
    fields = read(f"{folder}/statm").split()
    return int(fields[1]) if fields else 0


def proportional_bytes(pid: int) -> int:
    """PSS in bytes: each page divided by the number of processes that map it. RSS where PSS may not be read."""
    for line in read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith(b"Pss:"):
            return int(line.split()[1]) * 1024
    return resident_bytes(pid)


def command(pid: int) -> str:
    """The command line of a process as one line, or its name in brackets where it has none."""
    words = read(f"/proc/{pid}/cmdline").rstrip(b"\0").split(b"\0")
    if words != [b""]:
        return " ".join(b" ".join(words).decode(errors="replace").split())[:300]
    text = read(f"/proc/{pid}/stat")
    return "[" + text[text.find(b"(") + 1 : text.rfind(b")")].decode(errors="replace") + "]"


def threads(pid: int) -> list[Thread]:
    """Every thread of a process, with the system call it is in."""
    found = []
    for tid in tids(pid):
        stat = read(f"/proc/{pid}/task/{tid}/stat")
        if stat:
            state = stat[stat.rfind(b")") + 2 :].split()[0].decode()
            call = read(f"/proc/{pid}/task/{tid}/syscall").decode().strip() or None
            found.append(Thread(pid, tid, state, call))
    return found


def status(pid: int, tid: int | None = None) -> dict[bytes, bytes]:
    """The fields of a process's status, or of one of its threads'; empty where it has gone. proc_pid_status(5)."""
    folder = f"/proc/{pid}" if tid is None else f"/proc/{pid}/task/{tid}"
    lines = (line.partition(b":") for line in read(f"{folder}/status").splitlines())
    return {name: value.strip() for name, _, value in lines}


def wait_channel(pid: int, tid: int) -> str | None:
    """The kernel's function that a thread sleeps in; None where it sleeps in none or the kernel does not say."""
    name = read(f"/proc/{pid}/task/{tid}/wchan").decode(errors="replace").strip("\0 \n")
    return name if name not in ("", "0") else None


class Mapping:
    """One mapping of a process's memory."""

    __slots__ = ("device", "end", "inode", "offset", "path", "shared", "start", "writable")

    def __init__(self, line: bytes) -> None:
        # start-end rights offset major:minor inode path; proc_pid_maps(5)
        words = line.split(None, 5)
        start, _, end = words[0].partition(b"-")
        self.start, self.end = int(start, 16), int(end, 16)
        self.writable = words[1][1:2] == b"w"
        self.shared = words[1][3:4] == b"s"
        self.offset = int(words[2], 16)
        major, _, minor = words[3].partition(b":")
        self.device = f"{int(major, 16)}:{int(minor, 16)}"
        self.inode = int(words[4])
        self.path = words[5].decode(errors="replace") if len(words) > 5 else ""

    @property
    def key(self) -> str:
        """Equal for two mappings of the same file, or of the same shared memory without a name."""
        # What mmap(2) shares anonymously only passes to children; the kernel shows it as a deleted /dev/zero.
        kind = "anonymous" if self.path == "/dev/zero (deleted)" else "memory"
        return f"{kind}:{self.device}:{self.inode}"


def mappings(pid: int) -> list[Mapping]:
    """Every mapping of a process's memory, by address; empty where it may not be read."""
    return [Mapping(line) for line in read_shared(pid, "maps").splitlines()]


def memory(pid: int, address: int, size: int) -> bytes | None:
    """What stands in a process's memory; None where that may not be read or nothing is there."""
    for place in places_of(pid, "mem"):
        try:
            descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            found = os.pread(descriptor, size, address)
        except (OSError, OverflowError):
            continue
        finally:
            os.close(descriptor)
        if len(found) == size:
            return found
    return None


def seconds_since_the_epoch(ticks: int) -> float:
    """A moment that the kernel gives in clock ticks since boot, as time.time() would; whole seconds only."""
    lines = (line.split() for line in read("/proc/stat").splitlines())
    boot = next((int(words[1]) for words in lines if words[:1] == [b"btime"]), 0)
    return boot + ticks // os.sysconf("SC_CLK_TCK") - 1


def same(process: Process) -> bool:
    """Is this still the process that was seen, and not a later one with the same id?"""
    now = look(process.pid)
    return now is not None and now.started == process.started
