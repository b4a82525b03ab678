"""Whether a process outside a program holds what the program's threads wait for."""

from __future__ import annotations

import os

from scripts.lab.linux import descriptors, machine, tables
from scripts.lab.linux.mappings import as_in_maps
from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

IN_FLIGHT, IN_A_RING, SAME_MEMORY = "descriptors in flight", "files in an io_uring", "the memory of a process"


class Answer:
    """Which outside processes hold what, and how many could not be asked."""

    def __init__(
        self, holders: dict[str, list[str]], unasked: int, unlisted: list[str] | None = None, unknown: bool = False
    ) -> None:
        self.holders = holders  # by key of the object, in words
        self.unasked = unasked  # processes that may not be read
        self.unlisted = unlisted or []  # which processes /proc does not list at all, in words
        self.unknown = unknown  # could no process be asked?


def ask(inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
    """Ask every process of this /proc that is not `inside` for descriptors of `keys` and mappings of `memory`.

    Threads of the kernel hold neither and are not counted. A process that may not be read is counted and cannot be
    excluded.
    """
    if not keys and not memory:
        return Answer({}, 0, machine.unlisted_processes())
    members = set(inside)
    readable, unasked = [], 0
    for process in PROC.processes():
        if process.pid in members or process.has_ended:
            continue
        if PROC.shows_descriptors(process.pid):
            readable.append(process.pid)
        elif PROC.read_shared(process.pid, "cmdline"):
            unasked += 1
    found = holders(readable, keys, memory)
    return Answer(
        {key: [_in_words(pid) for pid in pids] for key, pids in found.items()}, unasked, machine.unlisted_processes()
    )


def traced(keys: frozenset[str], pids: Iterable[int]) -> dict[str, list[int]]:
    """Find which of these processes are traced by a process with a key "tracer:PID": its wait for any child is theirs.

    ptrace(2): wait4(2) tells a tracer of the processes that it traces as of its children.
    """
    wanted = {key for key in keys if key.startswith("tracer:")}
    found: dict[str, list[int]] = {}
    for pid in pids if wanted else ():
        for tid in PROC.thread_ids(pid):
            tracer = int(PROC.status(pid, tid).get(b"TracerPid", b"0"))
            if tracer and (key := f"tracer:{int(PROC.status(tracer).get(b'Tgid', b'0'))}") in wanted:
                found.setdefault(key, []).append(pid)
    return found


def _in_words(pid: int) -> str:
    return "the lab itself" if pid == os.getpid() else f"process {pid} ({PROC.command(pid)[:60]})"


def holders(pids: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> dict[str, list[int]]:
    """Find which of these processes have an object of `keys` open, or one of `memory` mapped; by key, then process.

    Quicker than `descriptors.of_process`, because it only reads what could be meant. The kernel gives an epoll set no
    name: its key is "epoll:TID:NUMBER", of a thread that has it and its descriptor there. A process that has
    descriptors of any kind waiting to be taken out of one of its sockets, unix(7), has them under the key IN_FLIGHT:
    whichever process put them there, they may be the program's. One with files of any kind in an io_uring, where they
    need no descriptor (IORING_REGISTER_FILES), has them under IN_A_RING.
    """
    links = {key.replace(":", ":[", 1) + "]": key for key in keys if key.startswith(("pipe:", "socket:"))}
    files = {key for key in keys if key.startswith("file:")}
    eventfds = {key for key in keys if key.startswith("eventfd:")}
    sets = {key: tuple(map(int, key.split(":")[1:])) for key in keys if key.startswith("epoll:")}
    patterns = {as_in_maps(key): key for key in memory}
    outside = list(pids)
    found: dict[str, list[int]] = {}
    # A descriptor in flight arrives in a table: asked in this order, it is met before or after. And once more at the
    # end, because a process can have sent one on meanwhile.
    can_be_sent = links or files or eventfds or sets
    waiting = _with_descriptors_waiting(outside) if can_be_sent else set()
    for pid in outside:
        mine: set[str] = set()
        for link, target in PROC.descriptor_links(pid) if can_be_sent else ():
            if target in links:
                mine.add(links[target])
            elif eventfds and target == descriptors.EVENTFD:
                mine |= eventfds & {descriptors.eventfd_key(link)}
            elif target == descriptors.RING and descriptors.field(link, b"UserFiles") != b"0":
                mine.add(IN_A_RING)
            elif sets and target == descriptors.EPOLL:
                tid, number = int(link.split("/")[-3]), int(link.rpartition("/")[2])
                mine |= {key for key, (one, its) in sets.items() if tables.same_file(one, its, tid, number)}
            elif files and target.startswith("/"):
                try:
                    seen = os.stat(link)
                except OSError:
                    continue
                mine |= files & {descriptors.file_key(seen.st_dev, seen.st_ino)}
        if patterns:
            maps = PROC.read_shared(pid, "maps")
            mine |= {key for pattern, key in patterns.items() if pattern in maps}
        for key in mine:
            found.setdefault(key, []).append(pid)
    found.update(traced(keys, outside))
    waiting |= _with_descriptors_waiting(outside) if can_be_sent else set()
    if waiting:
        found[IN_FLIGHT] = sorted(waiting)
    return found


def _with_descriptors_waiting(pids: Iterable[int]) -> set[int]:
    """Find the processes with a socket in which descriptors wait to be taken out; Linux 5.16 and later say so."""
    return {
        pid
        for pid in pids
        for link, target in PROC.descriptor_links(pid)
        if target.startswith("socket:") and descriptors.field(link, b"scm_fds") not in (None, b"0")
    }
