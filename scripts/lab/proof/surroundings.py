"""What the prover must know of the world around a program: who belongs to it, and how strangers are asked."""

from __future__ import annotations

import os

from scripts.lab.linux.proc import PROC, descendants_among
from scripts.lab.proof import outside
from scripts.lab.proof.alarms import Alarms, armed
from scripts.lab.proof.outside import Answer
from scripts.lab.proof.private_places import PrivatePlaces

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scripts.lab.guard.beyond import Keeper
    from scripts.lab.guard.process_tree import ProcessTree


class Surroundings:
    """A program's place in the system."""

    private_places: PrivatePlaces
    alarms: Alarms
    assumes: list[str]
    """What is taken for granted here beyond what is taken for granted everywhere."""

    def pids(self) -> list[int]:
        """The program's processes, quickly."""
        raise NotImplementedError

    def everybody(self) -> set[int] | None:
        """The program's processes, none left out; those that have ended and were not waited for belong to them.

        None where somebody ended while they were listed, whose successor may not have been listed.
        """
        raise NotImplementedError

    def generation(self) -> tuple[int, int]:
        """How many of the program's processes have ended so far, as far as that is told, and the last id given.

        The last id is that of the PID namespace, threads included: where it has not changed, nobody was born.
        """
        raise NotImplementedError

    def ask_outside(self, inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
        """Who outside the program has objects of `keys` open, or memory of `memory` mapped; OSError if unknown."""
        raise NotImplementedError


class Guarded(Surroundings):
    """A run of the lab, seen by its guard.

    alarms_before: what was armed before the program was started, None where that may not be read. ended: how many of
    the run's processes the guard has waited for so far; being the parent of every orphan, it misses none that leaves
    its place to a child. keeper: whom to ask about strangers outside the guard's PID namespace; None without one.
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

    def everybody(self) -> set[int] | None:
        family = {one.pid for one in self._tree.members() if one.state != "X"}
        if self._keeper is not None:
            return family
        # The list of all processes is passed once, and a process can leave its place in it to a child. Who does, and is
        # of this run, is found among the children of its members, or was.
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
        answer = outside.ask(inside, keys, frozenset())  # the guard and the launcher, who map nothing of the run
        if keys or named:
            beyond = self._keeper.ask(keys, named)
            for key, who in beyond.holders.items():
                answer.holders.setdefault(key, []).extend(who)
            answer.unasked += beyond.unasked
        return answer


def _image(pid: int) -> bytes:
    """What a process shares with those it has forked, until they become another program; empty if not to be read."""
    return PROC.read_shared(pid, "auxv")


class Descendants(Surroundings):
    """A program that runs by itself: a process, everybody below it, and who has left it by a double fork.

    A process that has left shows the same auxiliary vector, the random addresses of its memory among it, until it
    executes another program. One that did execute another program is a stranger here, and counts as one where it holds
    what is waited for.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        started = PROC.process(pid)
        self.private_places = PrivatePlaces((), PROC.seconds_since_the_epoch(started.started) if started else 0)
        self.alarms = Alarms(None if armed() is None else frozenset())
        self.assumes = ["no process that has left the program and become another one will move it"]

    def pids(self) -> list[int]:
        return sorted(self._family(None))

    def everybody(self) -> set[int] | None:
        vanished: list[int] = []
        family = self._family(vanished)
        return None if vanished else family

    def _family(self, vanished: list[int] | None) -> set[int]:
        everyone = PROC.processes(vanished)
        family = {self._pid} | {one.pid for one in descendants_among(everyone, self._pid) if one.state != "X"}
        images = {image for pid in family if (image := _image(pid))}
        parents = {one.pid: one.parent for one in everyone}
        ancestors, ancestor = set(), parents.get(self._pid, 0)
        while ancestor and ancestor not in ancestors:
            ancestors.add(ancestor)
            ancestor = parents.get(ancestor, 0)
        return family | {
            pid
            for pid, parent in parents.items()
            if pid not in family and pid not in ancestors and _image(pid) in images and _image(parent) not in images
        }

    def generation(self) -> tuple[int, int]:
        return 0, PROC.last_id()

    def ask_outside(self, inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
        return outside.ask(inside, keys, memory)
