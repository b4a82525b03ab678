"""What a thread waits for, as the argument needs it: the record that evidence carries, and what it rests on."""

from __future__ import annotations

from scripts.lab.records.evidence import Wait

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from scripts.lab.proof.snapshots import ThreadStatus

AS_IT_BEGAN = (
    "what a thread waits with is what it was when its wait began: a descriptor, a list of them, a socket's time limit, "
    "a mapping, the word of a lock"
)
"""An assumption: a call goes on with what it was given when it was made, and /proc shows what is there now."""


class Awaited:
    """What one thread waits for."""

    __slots__ = ("assumes", "from_outside", "memory", "objects", "parts", "record")

    def __init__(self, kind: str, what: str, key: str, held_by: Iterable[int] = (), **details: Any) -> None:
        """Describe a wait without a time limit. The arguments are fields of the record, and documented there."""
        self.record = Wait(
            kind=kind, what=what, key=key, held_by=sorted(set(held_by)), unlimited=True, **details
        )  # fmt: skip
        # Objects that no outside process may hold: descriptors' keys, and keys of shared memory.
        self.objects: set[str] = set()
        self.memory: set[str] = set()
        # What is taken for granted if a proof rests on this wait.
        self.assumes: set[str] = set()
        self.parts: list[Awaited] = []
        # Does a program wait so for its next task from outside: a connection, a signal, a line? No proof asks this.
        self.from_outside = False

    def add_parts(self, parts: list[Awaited]) -> None:
        """Make this a wait that ends as soon as one of the parts does."""
        self.parts = parts
        self.record.parts = [part.record for part in parts]
        self.record.held_by = sorted({pid for part in parts for pid in part.record.held_by})

    def flat(self) -> list[Awaited]:
        """Give this wait, and every part of it, and their parts."""
        return [self, *(inner for part in self.parts for inner in part.flat())]

    def add_outside(self, holders: dict[str, list[str]]) -> None:
        """Note which outside processes hold what this wait and its parts are about; by key, in words."""
        for part in self.parts:
            part.add_outside(holders)
        found = {who for key in self.objects | self.memory for who in holders.get(key, [])}
        self.record.outside = sorted(found.union(*(part.record.outside for part in self.parts)))


def unprovable(kind: str, what: str, key: str, why: str) -> Awaited:
    """Make a wait of which nothing can be proved."""
    wait = Awaited(kind, what, key)
    wait.record.why_open = why
    return wait


def only_a_signal(thread: ThreadStatus, pids: list[int]) -> Awaited:
    """Make the wait that nothing but a signal ends; pids: the program's processes."""
    wait = Awaited("signal", "a signal", f"signal:{thread.pid}", pids)
    wait.record.why_open = "any process of its user may send one"
    wait.from_outside = True
    return wait


def any_of(thread: ThreadStatus, parts: list[Awaited], pids: list[int]) -> Awaited:
    """Make the wait that ends as soon as one of these does; pids: the program's processes, for a wait for nothing."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return only_a_signal(thread, pids)
    wait = Awaited("any-of", f"the first of {len(parts)}", f"any-of:{thread.pid}:{thread.tid}")
    wait.add_parts(parts)
    return wait
