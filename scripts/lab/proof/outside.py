"""Whether a process outside a program holds what the program's threads wait for."""

from __future__ import annotations

import os

from scripts.lab.linux import descriptors, sockets
from scripts.lab.linux.mappings import as_in_maps
from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

IN_FLIGHT = "descriptors in flight"


class Answer:
    """Which outside processes hold what, and how many could not be asked."""

    def __init__(self, holders: dict[str, list[str]], unasked: int, unknown: bool = False) -> None:
        self.holders = holders  # by key of the object, in words
        self.unasked = unasked  # processes that may not be read
        self.unknown = unknown  # could no process be asked?


def ask(inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
    """Ask every process of this /proc that is not `inside` for descriptors of `keys` and mappings of `memory`.

    Threads of the kernel hold neither and are not counted. A process that may not be read is counted and cannot be
    excluded.
    """
    if not keys and not memory:
        return Answer({}, 0)
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
    return Answer({key: [_in_words(pid) for pid in pids] for key, pids in found.items()}, unasked)


def _in_words(pid: int) -> str:
    return "the lab itself" if pid == os.getpid() else f"process {pid} ({PROC.command(pid)[:60]})"


def holders(pids: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> dict[str, list[int]]:
    """Find which of these processes have an object of `keys` open, or one of `memory` mapped; by key, then process.

    Quicker than `descriptors.of_process`, because it only reads what could be meant. A process that has descriptors of
    any kind waiting to be taken out of one of its sockets, unix(7), put there by none of these processes, has them
    under the key IN_FLIGHT.
    """
    links = {key.replace(":", ":[", 1) + "]": key for key in keys if key.startswith(("pipe:", "socket:"))}
    files = {key for key in keys if key.startswith("file:")}
    patterns = {as_in_maps(key): key for key in memory}
    outside = list(pids)
    found: dict[str, list[int]] = {}
    # A descriptor in flight arrives in a table: asked in this order, it is met before or after. And once more at the
    # end, because a process can have sent one on meanwhile.
    waiting, all_sockets = _with_descriptors_waiting(outside)
    for pid in outside:
        mine: set[str] = set()
        for link, target in PROC.descriptor_links(pid):
            if target in links:
                mine.add(links[target])
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
    waiting_now, sockets_now = _with_descriptors_waiting(outside)
    for pid, inode in sorted(waiting | waiting_now):
        end = sockets.unix_socket(inode)
        # What one outside process sends to another is not the program's. A sender that has closed its end since then
        # may have been any process.
        if end is None or not set(end.pending if end.listens else [end.peer]) <= all_sockets | sockets_now:
            found.setdefault(IN_FLIGHT, []).append(pid)
    return found


def _with_descriptors_waiting(pids: Iterable[int]) -> tuple[set[tuple[int, int]], set[int]]:
    """Find the sockets in which descriptors wait to be taken out, by process and inode; and all of their sockets.

    Linux 5.16 and later say how many wait in a socket.
    """
    waiting: set[tuple[int, int]] = set()
    found: set[int] = set()
    for pid in pids:
        for link, target in PROC.descriptor_links(pid):
            if target.startswith("socket:"):
                inode = int(target[8:-1])
                found.add(inode)
                if descriptors.field(link, b"scm_fds") not in (None, b"0"):
                    waiting.add((pid, inode))
    return waiting, found
