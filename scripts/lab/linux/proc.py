"""Processes and threads, read from /proc without any package.

The guard reads the processes of its run fifty times a second and starts in a few milliseconds; importing psutil alone
would cost it more than everything else together. Formats: proc_pid_stat(5), proc_pid_status(5), proc_pid_statm(5),
proc_pid_smaps(5), proc_pid_syscall(5).

What all threads of a process share (its memory, its descriptors, its root) /proc/PID shows through the first thread.
When that thread has ended and others go on, /proc/PID shows nothing of it any more, and the folder of another thread
still does. Every method here that reads such a thing tries the first thread's folder and then the others'.
"""

from __future__ import annotations

import os

from scripts.lab.linux import tables
from scripts.lab.linux.mappings import Mapping
from scripts.lab.linux.process import ProcessStat, SystemCall

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_PIECE_BYTES = 4096
"""No file that `read_at_once` is for is longer than this, but for a status with a great many groups."""


class Proc:
    """A tree of files like /proc; `root` is the folder in which it stands."""

    def __init__(self, root: str = "/proc") -> None:
        self.root = root

    # Files

    def read(self, name: str) -> bytes:
        """Read a whole file below the root; empty where there is none or it may not be read."""
        return read(f"{self.root}/{name}")

    def read_at_once(self, name: str) -> bytes:
        """Read a short file below the root that the kernel gives in one piece; empty as for `read`."""
        return read_at_once(f"{self.root}/{name}")

    def folders(self, pid: int) -> Iterator[str]:
        """Give the folders in which to look, in turn, for what all threads of a process share."""
        yield f"{self.root}/{pid}"
        for tid in self.thread_ids(pid):
            if tid != pid:
                yield f"{self.root}/{pid}/task/{tid}"

    def read_shared(self, pid: int, name: str) -> bytes:
        """Read a whole file about what all threads of a process share; empty where it may not be read."""
        return next(filter(None, (read(f"{folder}/{name}") for folder in self.folders(pid))), b"")

    def read_shared_at(self, pid: int, name: str, size: int, offset: int) -> bytes:
        """Read up to `size` bytes at `offset` of such a file; empty where they may not be read."""
        for folder in self.folders(pid):
            try:
                descriptor = os.open(f"{folder}/{name}", os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                if found := os.pread(descriptor, size, offset):
                    return found
            except (OSError, OverflowError):
                continue
            finally:
                os.close(descriptor)
        return b""

    # Which processes and threads there are

    def process_ids(self) -> list[int]:
        """List the ids of every process of this PID namespace."""
        return [int(name) for name in os.listdir(self.root) if name.isdigit()]

    def process_count(self) -> int:
        """Give the number of processes of the whole machine and a constant: the links of the root, cheap to read."""
        return os.stat(self.root).st_nlink

    def process(self, pid: int) -> ProcessStat | None:
        """Read the process with this id; None where there is none."""
        text = self.read_at_once(f"{pid}/stat")
        if not text:
            return None
        # The name stands in parentheses and may hold spaces and parentheses of its own. What follows begins with the
        # state, field 3 of proc_pid_stat(5).
        fields = text[text.rfind(b")") + 2 :].split()
        state = fields[0].decode()
        if state == "Z" and int(fields[17]) > 1:
            state = "S"  # its first thread has ended, and others go on
        return ProcessStat(
            pid,
            parent=int(fields[1]),
            state=state,
            started=int(fields[19]),
            processor_ticks=int(fields[11]) + int(fields[12]),
            flags=int(fields[6]),
            minor_faults=int(fields[7]),
            major_faults=int(fields[9]),
            # startcode, startstack, start_data, start_brk and arg_start: fields 26, 28, 45, 47 and 48.
            layout=(fields[23], fields[25], fields[42], fields[44], fields[45]),
        )

    def processes(self, vanished: list[int] | None = None) -> list[ProcessStat]:
        """Read every process of this PID namespace; ids of those that ended before that are added to `vanished`."""
        found = []
        for pid in self.process_ids():
            process = self.process(pid)
            if process is not None:
                found.append(process)
            elif vanished is not None:
                vanished.append(pid)
        return found

    def descendants(self, pid: int) -> list[ProcessStat]:
        """Read every descendant of a process, by one pass over the parents of all processes."""
        return descendants_among(self.processes(), pid)

    def children(self, pid: int) -> list[int]:
        """List the children of every thread of a process.

        Quick, but a child that ends meanwhile can hide its neighbour: good for looking often, while a cleanup that
        must miss no process uses `descendants`.
        """
        lists = (self.read(f"{pid}/task/{tid}/children") for tid in self.thread_ids(pid))
        return [int(child) for text in lists for child in text.split()]

    def thread_ids(self, pid: int) -> list[int]:
        """List the threads of a process; the first one stays in the list when it has ended, until the last one has."""
        try:
            return [int(name) for name in os.listdir(f"{self.root}/{pid}/task")]
        except OSError:
            return []

    def again(self, process: ProcessStat) -> ProcessStat | None:
        """Read a process once more; None where it has gone, or its id belongs to another one by now."""
        now = self.process(process.pid)
        return now if now is not None and now.started == process.started else None

    def is_same(self, process: ProcessStat) -> bool:
        """Is this still the process that was seen, and not a later one with the same id?"""
        return self.again(process) is not None

    def numbers_as_here(self) -> bool:
        """Do its process ids mean what they mean to this process? Not where it shows another PID namespace."""
        try:
            return os.readlink(f"{self.root}/self") == str(os.getpid())
        except OSError:
            return False

    def last_id(self) -> int:
        """Give the id that was given last in this PID namespace, to a process or a thread; proc_loadavg(5)."""
        return int((self.read("loadavg").split() or [b"0"])[-1])

    # One process or thread

    def status(self, pid: int, tid: int | None = None) -> dict[bytes, bytes]:
        """Read the fields of a process's status, or of one of its threads'; empty where it has gone."""
        folder = f"{pid}" if tid is None else f"{pid}/task/{tid}"
        lines = (line.partition(b":") for line in self.read(f"{folder}/status").splitlines())
        return {name: value.strip() for name, _, value in lines}

    def innermost_id(self, pid: int, tid: int | None = None) -> int | None:
        """Read the id of a process, or of one of its threads, in its own PID namespace: the last of the line NSpid."""
        numbers = self.status(pid, tid).get(b"NSpid", b"").split()
        return int(numbers[-1]) if numbers else None

    def thread_status(self, pid: int, tid: int, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Read those fields of a thread's status that have these names, quickly; empty where it has gone.

        names: in the order in which the kernel writes them.
        """
        text = b"\n" + self.read_at_once(f"{pid}/task/{tid}/status")
        found, end = {}, 0
        for name in names:
            at = text.find(b"\n%s:" % name, end)
            if at >= 0:
                end = text.find(b"\n", at + 1)
                found[name] = text[at + len(name) + 2 : end].strip()
        return found

    def system_call(self, pid: int, tid: int) -> SystemCall | None:
        """Read which system call a thread is in; None where that may not be read."""
        text = self.read_at_once(f"{pid}/task/{tid}/syscall").decode().strip()
        return SystemCall(text) if text else None

    def wait_channel(self, pid: int, tid: int) -> str | None:
        """Read the name of the kernel's function that a thread sleeps in; None where the kernel names none."""
        name = self.read_at_once(f"{pid}/task/{tid}/wchan").decode(errors="replace").strip("\0 \n")
        return name if name not in ("", "0") else None

    def command(self, pid: int) -> str:
        """Read the command line of a process as one line, or its name in brackets where it has none."""
        words = self.read_shared(pid, "cmdline").rstrip(b"\0").split(b"\0")
        if words != [b""]:
            return " ".join(b" ".join(words).decode(errors="replace").split())[:300]
        text = self.read(f"{pid}/stat")
        return "[" + text[text.find(b"(") + 1 : text.rfind(b")")].decode(errors="replace") + "]"

    def owner(self, pid: int) -> int:
        """Give the user whose rights a process has. Raises OSError where there is no such process."""
        return os.stat(f"{self.root}/{pid}").st_uid

    def is_hidden(self, pid: int) -> bool:
        """Does a process keep its files in /proc from its own user, because it is not dumpable (prctl(2))?"""
        try:
            return os.stat(f"{self.root}/{pid}/status").st_uid != os.geteuid()
        except OSError:
            return False

    def namespace(self, pid: int, kind: str) -> str:
        """Read which namespace of a kind ("net", "pid") a process is in; empty where that may not be read."""
        for folder in self.folders(pid):
            try:
                return os.readlink(f"{folder}/ns/{kind}")
            except OSError:
                continue
        return ""

    def timers(self, pid: int) -> bytes | None:
        """Read the timers that a process has made with timer_create(2); None where the kernel does not say."""
        try:
            with open(f"{self.root}/{pid}/timers", "rb") as file:
                return file.read()
        except OSError:
            return None

    def path_as_seen_by(self, pid: int, path: str) -> str:
        """Give the path by which this process reaches what a process, which may have another root, calls `path`."""
        found = (f"{folder}/root" for folder in self.folders(pid))
        return next((root for root in found if os.path.exists(root)), f"{self.root}/{pid}/root") + path

    def descriptor_links(self, pid: int) -> list[tuple[str, str]]:
        """List the descriptors of a process: the path of each in /proc, and what it leads to, as the kernel has it.

        Those of a thread that has a table of its own (unshare(2), CLONE_FILES) are among them. Empty where they may
        not be read.
        """
        found = []
        for tid in tables.owners(self.thread_ids(pid)):
            # The first thread's table has its name in the process's own folder, which more may read.
            folder = f"{self.root}/{pid}" if tid == pid else f"{self.root}/{pid}/task/{tid}"
            try:
                table = os.open(f"{folder}/fd", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                for name in os.listdir(table):
                    try:
                        found.append((f"{folder}/fd/{name}", os.readlink(name, dir_fd=table)))
                    except OSError:
                        continue  # closed meanwhile
            except OSError:
                continue
            finally:
                os.close(table)
        return found

    def shows_descriptors(self, pid: int) -> bool:
        """May it be read where the descriptors of a process lead to?

        Of some processes they may be listed and not read: of process 1 of some virtual machines not even by root.
        """
        for folder in self.folders(pid):
            try:
                names = os.listdir(f"{folder}/fd")
            except OSError:
                continue
            for name in names:
                try:
                    os.readlink(f"{folder}/fd/{name}")
                except PermissionError:
                    return False
                except OSError:
                    continue  # closed meanwhile
                return True
            return True
        return False

    # Memory

    def resident_bytes(self, pid: int) -> int:
        """Read the RSS in bytes, which counts shared pages in full; 0 for a process that has gone."""
        pages = self._resident_pages(f"{pid}")
        if pages == 0:  # it has ended, or only its first thread has, and the others have what it had
            pages = max((self._resident_pages(f"{pid}/task/{tid}") for tid in self.thread_ids(pid)), default=0)
        return pages * PAGE_BYTES

    def _resident_pages(self, folder: str) -> int:
        fields = self.read(f"{folder}/statm").split()
        return int(fields[1]) if fields else 0

    def proportional_bytes(self, pid: int) -> int:
        """Read the PSS in bytes: each page divided by the number of processes that map it; RSS where it is not told."""
        found = self.memory_rollup(pid).get(b"Pss")
        return self.resident_bytes(pid) if found is None else found

    def memory_rollup(self, pid: int) -> dict[bytes, int]:
        """Read the sums of a process's mappings, by the kernel's names, in bytes; empty where they may not be read."""
        lines = (line.partition(b":") for line in self.read_shared(pid, "smaps_rollup").splitlines()[1:])
        return {name: int(amount.split()[0]) * 1024 for name, _, amount in lines}

    def mappings(self, pid: int, containing: bytes = b"") -> list[Mapping]:
        """Read every mapping of a process's memory, by address; only those whose line contains these bytes.

        Empty where they may not be read.
        """
        return [Mapping(line) for line in self.read_shared(pid, "maps").splitlines() if containing in line]

    def mapped_file(self, pid: int, mapping: Mapping) -> os.stat_result | None:
        """Read what stat(2) says of the file behind a mapping; None where that may not be asked (not as root)."""
        for folder in self.folders(pid):
            try:
                return os.stat(f"{folder}/map_files/{mapping.start:x}-{mapping.end:x}")
            except OSError:
                continue
        return None

    def name_beside(self, pid: int, mapping: Mapping) -> str | None:
        """Find a name of the file behind a mapping in the folder in which it had, or has, the name that is shown."""
        folder = os.path.dirname(mapping.path)
        try:
            with os.scandir(self.path_as_seen_by(pid, folder)) as entries:
                return next((f"{folder}/{one.name}" for one in entries if one.inode() == mapping.inode), None)
        except OSError:
            return None

    def memory(self, pid: int, address: int, size: int) -> bytes | None:
        """Read what stands in a process's memory; None where it may not be read or nothing is there."""
        found = self.read_shared_at(pid, "mem", size, address)
        return found if len(found) == size else None

    # The machine

    def seconds_since_the_epoch(self, ticks: int) -> float:
        """Give a moment, in clock ticks since boot, as time.time() would; whole seconds, and a second early at most."""
        lines = (line.split() for line in self.read("stat").splitlines())
        boot = next((int(words[1]) for words in lines if words[:1] == [b"btime"]), 0)
        return boot + ticks // os.sysconf("SC_CLK_TCK") - 1


PROC = Proc()
"""This machine's own; inside a PID namespace, the namespace's."""


def read(path: str) -> bytes:
    """Read a whole file of the kernel's; empty where there is none or it may not be read."""
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


def read_at_once(path: str) -> bytes:
    """Read a file that the kernel gives in one piece, as the files about one thread are; empty as for `read`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        found = os.read(descriptor, _PIECE_BYTES)
        # Of a longer file, this was a part.
        while len(found) % _PIECE_BYTES == 0 and (part := os.read(descriptor, _PIECE_BYTES)):
            found += part
        return found
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def descendants_among(processes: Iterable[ProcessStat], pid: int) -> list[ProcessStat]:
    """Give every descendant of a process among these processes."""
    children: dict[int, list[ProcessStat]] = {}
    for process in processes:
        children.setdefault(process.parent, []).append(process)
    found: list[ProcessStat] = []
    ahead = [pid]
    while ahead:
        for process in children.get(ahead.pop(), ()):
            found.append(process)
            ahead.append(process.pid)
    return found
