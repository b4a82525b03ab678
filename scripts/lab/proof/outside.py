"""Whether a process outside a program holds what the program's threads wait for."""

from __future__ import annotations

import os

from scripts.lab.linux import descriptors, machine, tables
from scripts.lab.linux.mappings import as_in_maps
from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

IN_FLIGHT, IN_A_RING, RING_AT_REST = "descriptors in flight", "files in an io_uring", "an io_uring at rest"


def memory_of(pid: int) -> str:
    """Give the key under which an Answer has those that share the whole memory of a process, clone(2) with CLONE_VM."""
    return f"memory of process {pid}"


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


def waited_for(keys: frozenset[str], pids: Iterable[int]) -> dict[str, list[int]]:
    """Find which of these processes may end the wait for any child of the process of a key "children:PID".

    ptrace(2): wait4(2) tells a tracer of the processes that it traces as of its children. And a descendant can become
    a child: by clone(2) with CLONE_PARENT, or as an orphan of a process that adopts them (PR_SET_CHILD_SUBREAPER).
    """
    wanted = {key for key in keys if key.startswith("children:")}
    found: dict[str, list[int]] = {}
    if not wanted:
        return found
    parents = {one.pid: one.parent for one in PROC.processes()}
    for pid in pids:
        may_tell = set()
        for tid in PROC.thread_ids(pid):
            tracer = int(PROC.status(pid, tid).get(b"TracerPid", b"0"))
            if tracer:
                may_tell.add(int(PROC.status(tracer).get(b"Tgid", b"0")))
        ancestor = parents.get(pid, 0)
        while ancestor and ancestor not in may_tell:
            may_tell.add(ancestor)
            ancestor = parents.get(ancestor, 0)
        for key in wanted & {f"children:{one}" for one in may_tell}:
            found.setdefault(key, []).append(pid)
    return found


def add_sharers(answer: Answer, members: Iterable[int], others: Iterable[int]) -> None:
    """Add to an answer which of the other processes share the whole memory of a member, or may."""
    for member in members:
        for other in others:
            if tables.shared(tables.VM, member, other) is not False:
                answer.holders.setdefault(memory_of(member), []).append(f"process {other}")


def _in_words(pid: int) -> str:
    return "the lab itself" if pid == os.getpid() else f"process {pid} ({PROC.command(pid)[:60]})"


def holders(pids: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> dict[str, list[int]]:
    """Find which of these processes have an object of `keys` open, or one of `memory` mapped; by key, then process.

    Quicker than `descriptors.of_process`, because it only reads what could be meant. The kernel gives an epoll set no
    name: its key is "epoll:TID:NUMBER", of a thread that has it and its descriptor there. A process that has
    descriptors of any kind waiting to be taken out of one of its sockets, unix(7), has them under the key IN_FLIGHT:
    whichever process put them there, they may be the program's. One with files of any kind in an io_uring, where they
    need no descriptor, may have them under IN_A_RING; one whose io_uring has answered all its requests is under
    RING_AT_REST.
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
            elif target == descriptors.RING:
                mine |= _in_ring(link)
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
    found.update(waited_for(keys, outside))
    waiting |= _with_descriptors_waiting(outside) if can_be_sent else set()
    if waiting:
        found[IN_FLIGHT] = sorted(waiting)
    return found


def _in_ring(ring: str) -> set[str]:
    """Say what an io_uring may hold without a descriptor: files that are registered, or those of a request.

    The kernel counts what was asked and answered, not what is under way. A request may have many answers
    (IORING_POLL_ADD_MULTI) or none (IOSQE_CQE_SKIP_SUCCESS), so equal counts leave an assumption. Programs on libuv,
    such as Node, have such a ring.
    """
    names = (b"UserFiles", b"SqTail", b"CachedSqHead", b"CachedCqTail")
    registered, asked, taken, answered = (descriptors.field(ring, name) for name in names)
    if (registered, asked, taken) == (b"0", b"0", b"0"):
        return set()
    return {RING_AT_REST} if registered == b"0" and asked == taken == answered else {IN_A_RING}


def says_what_is_in_flight() -> bool:
    """Does this kernel say how many descriptors wait in a socket?"""
    import _socket  # the public module imports enum and selectors

    end = _socket.socket(_socket.AF_UNIX)
    try:
        return descriptors.field(f"{PROC.root}/self/fd/{end.fileno()}", b"scm_fds") is not None
    finally:
        end.close()


def _with_descriptors_waiting(pids: Iterable[int]) -> set[int]:
    """Find the processes with a socket in which descriptors wait to be taken out; Linux 5.16 and later say so."""
    return {
        pid
        for pid in pids
        for link, target in PROC.descriptor_links(pid)
        if target.startswith("socket:") and descriptors.field(link, b"scm_fds") not in (None, b"0")
    }
