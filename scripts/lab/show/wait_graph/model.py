"""The nodes and arrows of a wait graph.

There are three kinds of nodes. A waiter is a thread, or several of one process that wait for the same thing in the same
place. A thing is what is waited for: a lock, a pipe, the end of a child. The third kind could end a wait: a process, a
thread, a process outside the program, or a vanished owner, which is a thread that fork did not copy. The kernel does
not record which thread owns a lock. All that it shows is which processes could release it, and the graph claims no
more, unless Python's own memory shows which thread likely holds the lock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from scripts.lab.show.printed import counted

NOTHING = "What the threads waited for was not recorded: there is nothing to draw."

_Value = TypeVar("_Value")

_NO_WAIT = {
    "R": "is running",
    "D": "sleeps in the kernel, and nothing interrupts that",
    "T": "is stopped, and a signal may continue it",
    "t": "is stopped by its tracer",
    "Z": "has ended and was not reaped",
    "X": "has ended and was not reaped",
}


@dataclass(frozen=True)
class Waiter:
    """One thread; or several of one process that wait for the same thing in the same place."""

    pid: int
    tids: tuple[int, ...]
    doing: str
    """The function that it is in, "put, queue.py:133"; empty where there is no stack."""
    called_in: str
    """The place that called this function, in the program's own text if that is known."""
    call: str
    """The system call that it is in, or "running"; empty where that is not known."""
    thing: str | None
    """The key of what it waits for; None where it waits for nothing or that is not known."""
    state: str = "S"
    """The kernel's letter."""
    python_name: str = ""
    """As threading has it; empty where that is not known."""

    @property
    def id(self) -> str:
        """Return its name among the nodes."""
        return f"thread:{self.pid}:{self.tids[0]}"

    @property
    def name(self) -> str:
        """Return "main thread", "thread 4245" or "97 threads"."""
        if len(self.tids) > 1:
            return counted(len(self.tids), "thread")
        if self.tids[0] == self.pid:
            return "main thread"
        return f"thread {self.tids[0]}" + (f" ({self.python_name})" if self.python_name else "")

    @property
    def where(self) -> str:
        """Return where it waits: in a Python function, or else in a system call."""
        if self.doing:
            return f"in {self.doing}"
        return "" if self.call in ("", "running") else f"in the system call {self.call}"

    @property
    def has_ended(self) -> bool:
        """Return whether it has ended and was not reaped."""
        return self.state in ("Z", "X")

    @property
    def instead(self) -> str:
        """Return what it does where no wait is known; empty where one is."""
        if self.thing:
            return ""
        return "is running" if self.call == "running" else _NO_WAIT.get(self.state, "waits for something unknown")


@dataclass(frozen=True)
class Thing:
    """What is waited for."""

    key: str
    kind: str
    """The kind of the wait, as in records.evidence.Wait."""
    name: str
    """"private lock"."""
    detail: tuple[str, ...]
    """More of the name, "0x7f12a4000b60", a line each."""
    what: str
    """The same in words, as in the evidence."""
    direction: str
    private: bool
    unlimited: bool | None
    """Is there no time limit? None where that is not known."""
    held_by: tuple[int, ...]
    """The processes of the program that could end the wait."""
    outside: tuple[str, ...]
    """The processes outside the program that could end it too."""
    copied_from: int | None = None
    """Of a private lock that fork copied: the process whose thread may own it and was not copied."""
    owner: tuple[int, int | None] | None = None
    """Of a private lock: the process and the thread that likely hold it; None where no memory of Python shows it."""
    owner_name: str = ""
    """Its name, as threading has it."""
    why_open: str = ""
    """Why it is not known what else could end the wait."""
    is_one_of_many: bool = False
    """Has each of several processes one like it for itself?"""
    waiting: tuple[int, ...] = ()
    """Those processes of `held_by` all of whose threads wait for it themselves."""

    @property
    def vanished_owner(self) -> str:
        """Return the name of the owner that does not exist in this process; empty where there is none."""
        if self.copied_from is None or self.owner_is_here:
            return ""
        if self.owner is not None and self.owner[1] is not None and self.owner_name:
            return f"thread {self.owner_name} of process {self.owner[0]} that fork did not copy"
        return f"a thread of process {self.copied_from} that fork did not copy"

    @property
    def owner_is_here(self) -> bool:
        """Return whether the likely owner is known, and a thread of the process that the lock belongs to."""
        return self.owner is not None and self.owner[1] is not None and self.owner[0] in self.held_by

    @property
    def owner_has_vanished(self) -> bool:
        """Return whether the likely owner is known, and a thread that fork did not copy."""
        return self.owner is not None and bool(self.vanished_owner)

    @property
    def only_holders_end_it(self) -> bool:
        """Return whether neither a clock nor a process outside the program could end the wait."""
        return self.unlimited is True and not self.outside and not self.why_open

    @property
    def all_holders_wait(self) -> bool:
        """Return whether every process that could end the wait for it waits for it."""
        return set(self.held_by) == set(self.waiting)


@dataclass(frozen=True)
class Arrow:
    """From a thing to a node that could end the wait for it: a process, a waiter, a vanished owner, or one outside."""

    thing: str
    to: str
    closes: bool = False
    """Is it the last arrow of a cycle, which leads back to a waiter that was drawn before?"""
    on_cycle: bool = False


@dataclass(frozen=True)
class Process:
    """A process with its waiters; or several whose threads wait alike."""

    pids: tuple[int, ...]
    waiters: tuple[Waiter, ...]
    role: str = ""
    """"resource tracker" or "fork server"."""
    fork_of: int | None = None
    """The process whose memory it has a copy of."""
    has_vanished_owner: bool = False
    """Is an owner that fork did not copy to be shown in it?"""

    @property
    def id(self) -> str:
        """Return its name among the nodes."""
        return f"process:{self.pids[0]}"

    @property
    def vanished_owner(self) -> str:
        """Return the name of its vanished owner among the nodes."""
        return f"vanished:{self.pids[0]}"

    @property
    def name(self) -> str:
        """Return "process 4241" or "200 processes alike"."""
        if len(self.pids) > 1:
            return counted(len(self.pids), "process", "processes") + (" alike" if self.waiters else "")
        return f"process {self.pids[0]}"

    @property
    def details(self) -> tuple[str, ...]:
        """Return what else is known of it, a line each."""
        pids = f"{self.pids[0]} … {self.pids[-1]}" if len(self.pids) > 1 else ""
        fork = "" if self.fork_of is None else f"forked from process {self.fork_of}"
        return tuple(filter(None, (pids, self.role, fork)))


@dataclass(frozen=True)
class WaitGraph:
    """Processes, things and arrows, in the order in which they are drawn."""

    processes: tuple[Process, ...]
    helpers: tuple[Process, ...]
    """Processes that have ended, or that only read and for which no thread waits, such as the resource tracker."""
    things: Mapping[str, Thing]
    arrows: tuple[Arrow, ...]
    outside: tuple[str, ...]
    cycle: tuple[str, ...] = ()
    """The ids of the waiters on the first cycle, in order; empty where there is none."""
    left_out: tuple[int, int] = (0, 0)
    """How many processes and threads are too many to be shown."""

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not self.waiters and not self.helpers

    @property
    def waiters(self) -> tuple[Waiter, ...]:
        """Return all waiters, in the order in which they are drawn."""
        return tuple(waiter for process in self.processes for waiter in process.waiters)

    @property
    def more(self) -> str:
        """Return in words how many are too many to be shown; empty where all are."""
        nouns = (("process", "processes"), ("thread", "threads"))
        more = [counted(number, *names) for number, names in zip(self.left_out, nouns, strict=True) if number]
        return f"and {' with '.join(more)} more, not shown here" if more else ""

    def name_of(self, node: str) -> str:
        """Return the name of a process or a waiter, given its id."""
        for process in [*self.processes, *self.helpers]:
            if node == process.id:
                return process.name
            for waiter in process.waiters:
                if node == waiter.id:
                    # The process says enough where it has no other thread.
                    return process.name if len(process.waiters) == 1 else f"{waiter.name} of {process.name}"
        return node

    def ends(self, thing: str | None) -> list[Arrow]:
        """Return the arrows from a thing."""
        return [arrow for arrow in self.arrows if arrow.thing == thing]

    def waiting_for(self, thing: str) -> list[Waiter]:
        """Return the waiters that wait for a thing."""
        return [waiter for waiter in self.waiters if waiter.thing == thing]


def without_repeats(values: Iterable[_Value]) -> tuple[_Value, ...]:
    """Return values in order, each once."""
    return tuple(dict.fromkeys(values))
