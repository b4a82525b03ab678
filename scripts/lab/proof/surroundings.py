"""What the prover must know of the world around a program: its processes, and how the processes outside are asked."""

from __future__ import annotations

from scripts.lab.linux.proc import PROC, descendants_among
from scripts.lab.proof import outside
from scripts.lab.proof.alarms import Alarms, armed
from scripts.lab.proof.outside import Answer
from scripts.lab.proof.private_places import PrivatePlaces

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.lab.linux.proc import Proc
    from scripts.lab.linux.process import ProcessStat


LISTINGS = 5
"""How often at most the processes are listed, until none has ended meanwhile."""


class Surroundings:
    """A program's place in the system."""

    proc: Proc = PROC
    """Where its processes are read."""
    alone = True
    """Has every process that could have been given something by the program been counted to it?"""
    private_places: PrivatePlaces
    alarms: Alarms
    assumes: list[str]
    """What is taken for granted here beyond what is taken for granted everywhere."""

    def pids(self) -> list[int]:
        """List the program's processes, quickly."""
        raise NotImplementedError

    def all_pids(self) -> set[int] | None:
        """List the program's processes, none left out; those that have ended and were not waited for belong to them.

        None where a process ended while they were listed, because its successor may not have been listed.
        """
        raise NotImplementedError

    def generation(self) -> tuple[int, int]:
        """Count the program's processes that have ended so far, as far as that is told, and give the last id given.

        The last id is that of the PID namespace, threads included: where it has not changed, none was started.
        """
        raise NotImplementedError

    def ask_outside(self, inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
        """Ask which outside processes have objects of `keys` open, or memory of `memory` mapped.

        Raises OSError where that cannot be known.
        """
        raise NotImplementedError


class Descendants(Surroundings):
    """A program that runs by itself: a process, its descendants, and what has left it by a double fork.

    A process that has left shows the same auxiliary vector, the random addresses of its memory among it, until it
    executes another program. One that did execute another program is an outside process here, also where it holds what
    is waited for.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        # Processes that are not the program's, and began as one of its own or were forked from the same one.
        self._alike: set[int] = set()
        self._images: dict[tuple[int, int, tuple[bytes, ...]], bytes] = {}
        started = PROC.process(pid)
        self.private_places = PrivatePlaces((), PROC.seconds_since_the_epoch(started.started) if started else 0)
        self.alarms = Alarms(None if armed() is None else frozenset(), strict=False)
        self.assumes = [
            "no process that it started, and that has left it and runs another program, wakes a thread of it"
        ]

    def pids(self) -> list[int]:
        return sorted(self._family(None))

    def all_pids(self) -> set[int] | None:
        # Where other programs end processes all the time, most listings are of no use.
        for _ in range(LISTINGS):
            vanished: list[int] = []
            family = self._family(vanished)
            if not vanished:
                return family
        return None

    def _family(self, vanished: list[int] | None) -> set[int]:
        processes = PROC.processes(vanished)
        family = {self._pid} | {one.pid for one in descendants_among(processes, self._pid) if one.state != "X"}
        shown = {one.pid: self._image(one) for one in processes}
        images = {image for pid in family if (image := shown.get(pid))}
        parents = {one.pid: one.parent for one in processes}
        ancestors, ancestor = set(), parents.get(self._pid, 0)
        while ancestor and ancestor not in ancestors:
            ancestors.add(ancestor)
            ancestor = parents.get(ancestor, 0)
        alike = {pid for pid in parents if pid not in family and shown[pid] in images}
        left = {pid for pid in alike - ancestors if shown.get(parents[pid]) not in images}
        self._alike = alike - left
        return family | left

    def _image(self, process: ProcessStat) -> bytes:
        """Read what a process shares with those it has forked, until they execute another program; empty if unreadable.

        It is read again as soon as the process's memory lies elsewhere.
        """
        if process.is_kernel_thread or process.has_ended:
            return b""
        key = process.pid, process.started, process.layout
        image = self._images.get(key)
        if image is None:
            image = PROC.read_shared(process.pid, "auxv")
            if image and all(int(address) > 1 for address in process.layout):
                self._images[key] = image
        return image

    def generation(self) -> tuple[int, int]:
        return 0, PROC.last_id()

    def ask_outside(self, inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
        answer = outside.ask(inside, keys, memory)
        members = set(inside)
        # Processes that share their memory, clone(2) with CLONE_VM, also share the record of how it began.
        outside.add_sharers(answer, members, self._alike - members)
        return answer
