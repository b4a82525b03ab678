"""A run of the lab as the proof sees it: what its guard knows of it."""

from __future__ import annotations

import os

from scripts.lab.linux.proc import PROC
from scripts.lab.proof import outside
from scripts.lab.proof.alarms import Alarms
from scripts.lab.proof.private_places import PrivatePlaces
from scripts.lab.proof.surroundings import Surroundings

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scripts.lab.guard.beyond import Keeper
    from scripts.lab.guard.process_tree import ProcessTree
    from scripts.lab.proof.outside import Answer


class Guarded(Surroundings):
    """A run of the lab, seen by its guard.

    alarms_before: what was armed before the program was started, None where that may not be read. ended: how many of
    the run's processes the guard has waited for so far; being the parent of every orphan, it misses none that leaves
    its place to a child. keeper: can be asked about processes outside the guard's PID namespace; None without one.
    """

    def __init__(
        self,
        tree: ProcessTree,
        private_folder: str,
        alarms_before: frozenset[bytes] | None,
        ended: Callable[[], int],
        keeper: Keeper | None,
    ) -> None:
        # A namespace has a /dev/shm of its own.
        self.private_places = PrivatePlaces((private_folder, "/dev/shm") if keeper else (private_folder,))
        self.alarms = Alarms(alarms_before)
        self.assumes = []
        self._tree = tree
        self._ended = ended
        self._keeper = keeper

    def pids(self) -> list[int]:
        return self._tree.pids()

    def all_pids(self) -> set[int] | None:
        family = {one.pid for one in self._tree.members() if one.state != "X"}
        if self._keeper is not None:
            return family
        # The list of all processes is passed once, and a process can leave its place in it to a child. A child of this
        # run that was missed so is found among the children of the run's members.
        children = {child for pid in (os.getpid(), *family) for child in PROC.children(pid)}
        unlisted = children - family - {self._tree.launcher}
        return None if unlisted else family

    def generation(self) -> tuple[int, int]:
        return self._ended(), PROC.last_id()

    def ask_outside(self, inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
        # Memory without a name passes from parent to child alone, and every child is in the run.
        named = frozenset(key for key in memory if not key.startswith("anonymous:"))
        if self._keeper is None:
            return outside.ask(inside, keys, named)
        answer = outside.ask(inside, keys, frozenset())  # the guard and the launcher, which map nothing of the run
        answer.unlisted = []  # beyond the namespace the keeper is asked
        # No process beyond the namespace is a child or a tracee of one in it.
        keys = frozenset(key for key in keys if not key.startswith("children:"))
        if keys or named:
            beyond = self._keeper.ask(keys, named)
            for key, names in beyond.holders.items():
                answer.holders.setdefault(key, []).extend(names)
            answer.unasked += beyond.unasked
            answer.unlisted = beyond.unlisted
        return answer
