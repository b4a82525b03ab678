"""Whether anybody outside a program holds what its threads wait for."""

from __future__ import annotations

import os

from scripts.lab import processes
from scripts.lab.proof import descriptors

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable


class Answer:
    """Who outside holds what, and whom nobody may ask."""

    def __init__(self, holders: dict[str, list[str]], unasked: int, unknown: bool = False) -> None:
        self.holders = holders  # by key of the object, in words
        self.unasked = unasked  # processes that do not let themselves be looked at
        self.unknown = unknown  # could nobody be asked?


def ask(inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
    """Ask everybody in this /proc who is not `inside` for descriptors of `keys` and mappings of `memory`.

    Kernel threads hold neither and are not counted. Who may not be asked is counted and cannot be excluded.
    """
    if not keys and not memory:
        return Answer({}, 0)
    members = set(inside)
    strangers, unasked = [], 0
    for process in processes.everyone():
        if process.pid in members or process.state in "ZX":
            continue
        if _may_be_read(process.pid):
            strangers.append(process.pid)
        elif processes.read_shared(process.pid, "cmdline"):
            unasked += 1
    found = descriptors.holders(strangers, keys, memory)
    return Answer({key: [_in_words(pid) for pid in pids] for key, pids in found.items()}, unasked)


def _may_be_read(pid: int) -> bool:
    try:
        os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return False
    return True


def _in_words(pid: int) -> str:
    return "the lab itself" if pid == os.getpid() else f"process {pid} ({processes.command(pid)[:60]})"
