"""The five conditions under which a program can never move again.

Each says of a Case what stands against it, or that nothing does. They do not overlap: with any one of them left out
there are programs that could still move and would be called deadlocked; tests/lab/proof/test_argument.py has one for
each.
"""

from __future__ import annotations

from scripts.lab import system_calls
from scripts.lab.linux.proc import PROC
from scripts.lab.proof import alarms, looks, waits
from scripts.lab.proof.outside import IN_FLIGHT, Answer
from scripts.lab.proof.waits import World

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.looks import Look, Thread
    from scripts.lab.proof.surroundings import Surroundings
    from scripts.lab.proof.waits import Wait

_STATES = {
    "R": "is running",
    "D": "is in the kernel, in a sleep that nothing interrupts",
    "T": "is stopped, and somebody may continue it",
    "t": "is stopped by its tracer",
}


class Obstacle:
    """Why no deadlock can be proved."""

    def __init__(self, why: str, thread: Thread | None = None, lasts: bool = False) -> None:
        self.why = why
        self.thread = thread  # whom it is about, None for nobody in particular
        self.lasts = lasts  # does it stand as long as that thread has not run?


class Case:
    """A program between two looks: everything that the conditions ask for, read when one asks for it."""

    def __init__(self, first: Look, surroundings: Surroundings, generation: tuple[int, int]) -> None:
        self.first = first
        self.surroundings = surroundings
        self.generation = generation  # of the moment before the first look
        self.certain = True  # is it certain that nobody slipped through between two listings?
        self.world = World(first, surroundings.private_places)
        self.waits: dict[tuple[int, int], Wait | None] = {
            key: self.world.wait_of(thread) for key, thread in first.threads.items()
        }
        self._answer: Answer | None = None

    def wait(self, thread: Thread) -> Wait | None:
        """What a thread of the first look waits for."""
        return self.waits[thread.pid, thread.tid]

    def parts(self, thread: Thread) -> list[Wait]:
        """What a thread of the first look waits for, and every part of it; empty where it does not wait."""
        wait = self.wait(thread)
        return wait.flat() if wait is not None else []

    def all_parts(self) -> list[Wait]:
        """What the threads of the first look wait for, and every part of it."""
        return [part for thread in self.first.threads.values() for part in self.parts(thread)]

    def answer(self) -> Answer:
        """Who outside the program holds what its threads wait for; the waits are told as well."""
        if self._answer is None:
            everything = self.all_parts()
            keys = frozenset(key for wait in everything for key in wait.objects)
            memory = frozenset(key for wait in everything for key in wait.memory)
            try:
                self._answer = self.surroundings.ask_outside(self.first.pids, keys, memory)
            except OSError:
                self._answer = Answer({}, 0, unknown=True)
            for wait in everything:
                for key in sorted(wait.objects | wait.memory):
                    wait.outside += self._answer.holders.get(key, [])
        return self._answer

    def assumes(self) -> list[str]:
        """What a verdict on this case takes for granted."""
        found = ["no signal, debugger or memory write comes from outside the program"]
        if not self.surroundings.alarms.known:
            found.append("no alarm is set that would end one of these processes: the kernel does not say")
        if self.answer().unasked:
            unasked = _counted(self.answer().unasked, "process", "processes")
            found.append(f"{unasked} of other users, which may not be looked at, hold none of this")
        for part in self.all_parts():
            found += sorted(part.assumes - set(found))
        if self._could_have_changed():
            found.append(
                "nobody has changed what a thread waits with since its wait began: a descriptor, a list of them, "
                "a socket's time limit, a mapping"
            )
        return found + self.surroundings.assumes

    def _could_have_changed(self) -> bool:
        """Does a thread wait with something that could have been changed since?

        A call goes on with what it was given when it was made; /proc shows what is there now.
        """
        return any("descriptor" in part.details or part.memory for part in self.all_parts())


class Condition:
    """One of the five."""

    name: str

    def against_thread(self, thread: Thread) -> Obstacle | None:
        """What this thread alone says against it, as quickly as possible."""

    def against(self, case: Case) -> Obstacle | None:
        """What the whole case says against it."""

    def seen(self, case: Case) -> str:
        """In words, what was seen that speaks for it."""
        raise NotImplementedError


class Complete(Condition):
    """The look shows every thread of every process of the program."""

    name = "complete"

    def against(self, case: Case) -> Obstacle | None:
        everybody = case.surroundings.everybody()
        if everybody is None or case.first.vanished or everybody != case.first.pids:
            return Obstacle("processes or threads came or went while they were looked at")
        return None

    def seen(self, case: Case) -> str:
        return (
            f"{_counted(len(case.first.pids), 'process', 'processes')} with "
            f"{_counted(len(case.first.threads), 'thread')}; nobody came or went"
        )


class Unlimited(Condition):
    """Every thread is asleep, in a wait that no clock ends."""

    name = "unlimited"

    def against_thread(self, thread: Thread) -> Obstacle | None:
        if thread.state not in "STt":
            return Obstacle(f"{_named(thread)} {_STATES.get(thread.state, 'is not asleep')}", thread)
        why = waits.limit(thread.call)
        if why is None or thread.state in _STATES:  # who is stopped is another condition's business
            return None
        return Obstacle(f"{_named(thread)} {why}", thread, lasts=thread.state == "S" and "running" not in why)

    def against(self, case: Case) -> Obstacle | None:
        for thread in case.first.threads.values():
            found = self.against_thread(thread)
            wait = case.wait(thread)
            if found is None and wait is not None and any(part.unlimited is False for part in case.parts(thread)):
                found = Obstacle(f"{_named(thread)} waits with a time limit: {wait.why_open}", thread)
            if found is not None:
                return found
        return None

    def seen(self, case: Case) -> str:
        calls: dict[str, int] = {}
        for thread in case.first.threads.values():
            name = system_calls.name(thread.call) or "?"
            calls[name] = calls.get(name, 0) + 1
        shown = ", ".join(f"{count} in {name}" for name, count in sorted(calls.items()))
        return f"every thread is asleep, and no clock ends its call: {shown}"


class Closed(Condition):
    """Whatever a thread waits for, only members of the program could bring it about."""

    name = "closed"

    def against(self, case: Case) -> Obstacle | None:
        for thread in case.first.threads.values():
            for part in case.parts(thread):
                # Time limits are not this condition's business.
                if part.why_open and part.unlimited is not False:
                    return Obstacle(f"{_named(thread)} waits for {part.what}: {part.why_open}", thread)
            if (elsewhere := _elsewhere(thread, case.wait(thread))) is not None:
                return Obstacle(f"{_named(thread)} {elsewhere}", thread)
        answer = case.answer()
        if answer.unknown:
            return Obstacle("nobody could say what strangers hold")
        if IN_FLIGHT in answer.holders:
            return Obstacle(f"descriptors of some kind are on their way to {answer.holders[IN_FLIGHT][0]}")
        for thread in case.first.threads.values():
            for part in case.parts(thread):
                if part.outside:
                    return Obstacle(
                        f"{_named(thread)} waits for {part.what}, which {part.outside[0]} holds too", thread
                    )
        return None

    def seen(self, case: Case) -> str:
        kinds: dict[str, set[str]] = {}
        for part in case.all_parts():
            if part.kind not in ("any-of", "time"):
                kinds.setdefault(part.kind, set()).add(part.key)
        words = {"lock": "locks", "pipe": "pipes", "child": "children", "socket": "sockets", "file-lock": "file locks"}
        shown = ", ".join(
            _counted(len(keys), kind.replace("-", " "), words.get(kind)) for kind, keys in sorted(kinds.items())
        )
        return f"waited for: {shown}; nobody outside the program holds any of it" if shown else "nothing is waited for"


class NothingPending(Condition):
    """Nothing is under way that the kernel itself will deliver: no signal, no timer."""

    name = "nothing-pending"

    def against_thread(self, thread: Thread) -> Obstacle | None:
        if thread.state in "Tt":
            return Obstacle(f"{_named(thread)} {_STATES[thread.state]}", thread)
        if thread.pending or thread.shared_pending:
            return Obstacle(f"{_named(thread)} has a signal pending", thread)
        if thread.caught & alarms.SIGALRM_BIT:
            return Obstacle(
                f"process {thread.pid} handles SIGALRM, and the kernel does not say whether an alarm is set",
                thread,
                lasts=True,
            )
        return None

    def against(self, case: Case) -> Obstacle | None:
        for thread in case.first.threads.values():
            if (found := self.against_thread(thread)) is not None:
                return found
        for pid in sorted({pid for pid, _tid in case.first.threads}):
            thread = next(one for one in case.first.threads.values() if one.pid == pid)
            timers = PROC.timers(pid)
            # A process that has ended meanwhile has none; the second look will see that.
            if timers is None and PROC.process(pid) is not None:
                return Obstacle(f"the timers of process {pid} cannot be read", thread)
            if timers:
                return Obstacle(f"process {pid} has a timer set (timer_create)", thread)
            # A ring goes on by its mapping when its descriptor has been closed.
            if any("[io_uring]" in mapping.path for mapping in case.world.mappings(pid)):
                return Obstacle(f"process {pid} has an io_uring, whose answers the kernel delivers", thread)
        for descriptor in case.world.descriptors():
            if "[io_uring]" in descriptor.path:
                return Obstacle(f"process {descriptor.pid} has an io_uring, whose answers the kernel delivers")
            if descriptor.signals_by_itself():
                return Obstacle(f"process {descriptor.pid} gets a signal when descriptor {descriptor.number} is ready")
        if case.surroundings.alarms.suspicious(frozenset(case.first.picture.items())):
            return Obstacle("an alarm is set on this machine, and the kernel does not say by whom")
        return None

    def seen(self, case: Case) -> str:
        alarm = ", no alarm set" if case.surroundings.alarms.known else ""
        return f"no signal pending, nobody stopped, no timer{alarm}, no handler for SIGALRM"


class OneMoment(Condition):
    """Both looks saw the same: so at one moment between them, everybody slept."""

    name = "one-moment"

    def against(self, case: Case) -> Obstacle | None:
        second = looks.take(sorted(case.first.pids), again=True)
        before, after = case.first.picture, second.picture
        (ended_before, id_before), (ended_after, id_after) = case.generation, case.surroundings.generation()
        case.certain = id_before == id_after
        if ended_before != ended_after or second.vanished:
            return Obstacle("somebody ended between two looks")
        if before == after and second.ended == case.first.ended:
            return None
        moved = next((thread for key, thread in case.first.threads.items() if after.get(key) != before[key]), None)
        return Obstacle(f"{_named(moved)} ran between two looks" if moved else "threads came or went between two looks")

    def seen(self, case: Case) -> str:
        switches = sum(thread.switches for thread in case.first.threads.values())
        return f"two looks, and not one context switch between them: {switches} in both"


ARGUMENT: tuple[Condition, ...] = (Complete(), Unlimited(), Closed(), NothingPending(), OneMoment())


_ELSEWHERE = {
    "freez": "is frozen with its control group, which somebody may thaw",
    "get_signal": "is frozen with its control group, which somebody may thaw",
    "seccomp": "waits for whoever supervises its system calls",
    "userfault": "waits for memory that somebody has to supply",
    "ptrace": "waits for its tracer",
    "coredump": "is being written to a file",
    "fuse": "waits for a server of files",
    "rpc_": "waits for a server of files",
}
"""Where else in the kernel a thread can sleep that is in a call; parts of the names of the kernel's functions."""
_NO_PIPE = ("unix", "skb", "sock", "tcp", "inet", "wait_woken", "wait_intr", "inotify", "signalfd")
_NO_UNIX_SOCKET = ("pipe", "tcp", "inet", "wait_woken", "wait_intr", "inotify", "signalfd")
_OTHER_KINDS = {"pipe": _NO_PIPE, "socket": _NO_UNIX_SOCKET}
"""Parts of the names of functions in which a thread sleeps that reads or writes something else: wait_woken() is for
terminals and TCP, wait_intr for eventfds and timers."""


def _elsewhere(thread: Thread, wait: Wait | None) -> str | None:
    """Why a thread does not wait for what its system call says.

    /proc shows the call and what its descriptor leads to now. The kernel's own function, in which the thread sleeps,
    says where it is: a call may have been held up on its way, or wait for what the descriptor led to when it was made.
    What is not told, or not known here, is no objection; names differ from kernel to kernel.
    """
    channel = PROC.wait_channel(thread.pid, thread.tid) or ""
    for part, words in _ELSEWHERE.items():
        if part in channel:
            return words
    if wait is not None and any(part in channel for part in _OTHER_KINDS.get(wait.kind, ())):
        return f"sleeps in {channel}, and its descriptor now leads to a {wait.kind}"
    return None


def _named(thread: Thread) -> str:
    if thread.pid == thread.tid:
        return f"process {thread.pid}"
    return f"thread {thread.tid} of process {thread.pid}"


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
