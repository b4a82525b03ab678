"""The five conditions under which a program can never move again.

Each says of a Case what stands against it, or that nothing does. They do not overlap: if any one of them is left out,
there are programs that could still move and would be called deadlocked; tests/lab/proof/test_argument.py has one for
each.
"""

from __future__ import annotations

from scripts.lab.proof import alarms, calls, handlers, notices, snapshots, waits
from scripts.lab.proof.awaited import AS_IT_BEGAN
from scripts.lab.proof.outside import IN_A_RING, IN_FLIGHT, RING_AT_REST, Answer, memory_of
from scripts.lab.proof.program import Program

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.lab.linux.proc import Proc
    from scripts.lab.proof.awaited import Awaited
    from scripts.lab.proof.snapshots import Snapshot, ThreadStatus
    from scripts.lab.proof.surroundings import Surroundings

_STATES = {
    "R": "is running",
    "D": "is in the kernel, in a sleep that nothing interrupts",
    "T": "is stopped, and another process may continue it",
    "t": "is stopped by its tracer",
}


class Obstacle:
    """Why no deadlock can be proved."""

    def __init__(self, why: str, thread: ThreadStatus | None = None, lasts: bool = False) -> None:
        self.why = why
        self.thread = thread  # that it is about, None where it is about no thread in particular
        self.lasts = lasts  # does it stand as long as that thread has not run?


class Case:
    """A program between two snapshots: everything that the conditions ask for, read when one asks for it."""

    def __init__(self, first: Snapshot, surroundings: Surroundings, generation: tuple[int, int]) -> None:
        self.first = first
        self.surroundings = surroundings
        self.generation = generation  # of the moment before the first snapshot
        self.certain = True  # is it certain that no process was missed by both listings?
        self.program = Program(first, surroundings.private_places, surroundings.alone)
        self._waits = {key: waits.wait_of(self.program, thread) for key, thread in first.threads.items()}
        self._parts = {key: wait.flat() if wait is not None else [] for key, wait in self._waits.items()}
        self.alarm_listed = False  # is an alarm set on this machine of which the kernel does not say whose it is?
        self._answer: Answer | None = None

    def wait(self, thread: ThreadStatus) -> Awaited | None:
        """Give what a thread of the first snapshot waits for."""
        return self._waits[thread.pid, thread.tid]

    def parts(self, thread: ThreadStatus) -> list[Awaited]:
        """Give what a thread of the first snapshot waits for, and every part of it; empty where it does not wait."""
        return self._parts[thread.pid, thread.tid]

    def all_parts(self) -> list[Awaited]:
        """Give what the threads of the first snapshot wait for, and every part of it."""
        return [part for parts in self._parts.values() for part in parts]

    def answer(self) -> Answer:
        """Ask which outside processes hold what its threads wait for, and note it in the waits as well."""
        if self._answer is None:
            everything = self.all_parts()
            keys = frozenset(key for wait in everything for key in wait.objects)
            memory = frozenset(key for wait in everything for key in wait.memory)
            try:
                self._answer = self.surroundings.ask_outside(self.first.pids, keys, memory)
            except OSError:
                self._answer = Answer({}, 0, unknown=True)
            for wait in filter(None, self._waits.values()):
                wait.add_outside(self._answer.holders)
        return self._answer

    def forget_answer(self) -> None:
        """Ask the outside processes again when the next condition wants to know."""
        self._answer = None

    def assumes(self) -> list[str]:
        """List what a verdict on this case takes for granted."""
        found = ["no signal, debugger or memory write comes from outside the program"]
        if not self.surroundings.alarms.known:
            found.append("no alarm is set that would end one of these processes: only root can see alarms")
        if self.alarm_listed:
            found.append("the alarm that is set on this machine is another program's: the kernel does not say whose")
        if self.answer().unasked:
            unasked = _counted(self.answer().unasked, "process", "processes")
            holds = "holds" if self.answer().unasked == 1 else "hold"
            found.append(f"{unasked}, which may not be read, {holds} none of this")
        found += [f"{others} hold none of this" for others in self.answer().unlisted]
        if rings := self.answer().holders.get(RING_AT_REST):
            found.append(f"no request to an io_uring is under way in {', '.join(rings)}: each has an answer, by number")
        threads = self.first.threads.values()
        handled = {name for thread in threads for name in handlers.installed(self.program, thread)}
        if handled:
            found.append(f"no process sends {' or '.join(sorted(handled))}, which the program handles")
        if any(handlers.is_interrupted_unseen(self.program, thread, self.wait(thread)) for thread in threads):
            found.append("no process sends SIGINT, as ^C does: it cannot be told whether the program handles it")
        for part in self.all_parts():
            if part.assumes:
                found += sorted(part.assumes - set(found))
        if self._could_have_changed() and AS_IT_BEGAN not in found:
            found.append(AS_IT_BEGAN)
        found += notices.assumed(self.program)
        return found + self.surroundings.assumes

    def _could_have_changed(self) -> bool:
        """Does a thread wait with something that could have been changed since?"""
        return any(part.record.descriptor is not None or part.memory for part in self.all_parts())


class Condition:
    """One of the five."""

    name: str

    def against_thread(self, thread: ThreadStatus) -> Obstacle | None:
        """Say what this thread alone has against it, as quickly as possible."""

    def obstacles(self, case: Case) -> Iterator[Obstacle]:
        """Give everything that the whole case has against it, as far as one thing does not hide another."""
        raise NotImplementedError

    def against(self, case: Case) -> Obstacle | None:
        """Give the first thing that the whole case has against it."""
        return next(self.obstacles(case), None)

    def seen(self, case: Case) -> str:
        """Say in words what was seen that speaks for it."""
        raise NotImplementedError


class Complete(Condition):
    """The snapshot shows every thread of every process of the program."""

    name = "complete"

    def obstacles(self, case: Case) -> Iterator[Obstacle]:
        processes = case.surroundings.all_pids()
        if processes is None or case.first.vanished or processes != case.first.pids:
            yield Obstacle("processes or threads came or went while they were read")

    def seen(self, case: Case) -> str:
        return (
            f"{_counted(len(case.first.pids), 'process', 'processes')} with "
            f"{_counted(len(case.first.threads), 'thread')}; none came or went"
        )


class Unlimited(Condition):
    """Every thread is asleep, in a wait that no clock ends."""

    name = "unlimited"

    def against_thread(self, thread: ThreadStatus) -> Obstacle | None:
        if thread.state not in "STt":
            return Obstacle(f"{_named(thread)} {_STATES.get(thread.state, 'is not asleep')}", thread)
        why = calls.limit(thread.call)
        if why is None or thread.state in _STATES:  # that it is stopped is another condition's business
            return None
        return Obstacle(f"{_named(thread)} {why}", thread, lasts=thread.state == "S" and not thread.running)

    def obstacles(self, case: Case) -> Iterator[Obstacle]:
        # Most threads of a process make their calls at the same place.
        native: dict[tuple[int, int], bool] = {}
        for thread in case.first.threads.values():
            found = self.against_thread(thread)
            wait = case.wait(thread)
            if (
                found is None
                and wait is not None
                and any(part.record.unlimited is False for part in case.parts(thread))
            ):
                found = Obstacle(f"{_named(thread)} waits with a time limit: {wait.record.why_open}", thread)
            place = thread.pid, thread.call.program_counter if thread.call is not None else 0
            if found is None and place not in native:
                native[place] = calls.is_native(case.surroundings.proc, thread)
            if found is None and not native[place]:
                found = Obstacle(f"{_named(thread)} is in a system call that was not made in the usual way", thread)
            if found is not None:
                yield found

    def seen(self, case: Case) -> str:
        counts: dict[str, int] = {}
        for thread in case.first.threads.values():
            name = calls.name(thread.call) or "?"
            counts[name] = counts.get(name, 0) + 1
        shown = ", ".join(f"{count} in {name}" for name, count in sorted(counts.items()))
        return f"every thread is asleep, and no clock ends its call: {shown}"


class Closed(Condition):
    """Only threads of the program could end what its threads wait for."""

    name = "closed"

    def obstacles(self, case: Case) -> Iterator[Obstacle]:
        yield from self.open_waits(case)
        answer = case.answer()
        if answer.unknown:
            yield Obstacle("it could not be asked what outside processes hold")
        for thread in case.first.threads.values():
            if sharing := answer.holders.get(memory_of(thread.pid)):
                yield Obstacle(f"{sharing[0]}, outside the program, shares the memory of {_named(thread)}", thread)
            if (why := self._outside(case.parts(thread), answer)) is not None:
                yield Obstacle(f"{_named(thread)} {why}", thread)
        # Asked last, for it reads stacks.
        for thread in case.first.threads.values():
            if not thread.caught:
                continue
            if (why := handlers.could_end(case.program, thread, case.wait(thread))) is not None:
                yield Obstacle(f"{_named(thread)} {why}", thread)

    def _outside(self, parts: list[Awaited], answer: Answer) -> str | None:
        """Say which outside process holds, or may hold, what a thread waits for, in all its parts."""
        for part in parts:
            for key, words in _ON_THE_WAY.items():
                if part.objects and key in answer.holders:
                    return f"waits for {part.record.what}, and {words} {answer.holders[key][0]}"
            if outside := [who for key in part.objects | part.memory for who in answer.holders.get(key, [])]:
                how = "and may be ended by" if part.record.kind == "child" else "and it is held by"
                return f"waits for {part.record.what}, {how} {min(outside)} too"
        return None

    def open_waits(self, case: Case) -> Iterator[Obstacle]:
        """Give the threads of which nothing is proved whatever outside processes hold."""
        for thread in case.first.threads.values():
            for part in case.parts(thread):
                # Time limits are not this condition's business.
                record = part.record
                if record.why_open and record.unlimited is not False:
                    yield Obstacle(f"{_named(thread)} waits for {record.what}: {record.why_open}", thread)
                    break
            if (elsewhere := _elsewhere(case.surroundings.proc, thread, case.wait(thread))) is not None:
                yield Obstacle(f"{_named(thread)} {elsewhere}", thread)

    def seen(self, case: Case) -> str:
        kinds: dict[str, set[str]] = {}
        for part in case.all_parts():
            if part.record.kind not in ("any-of", "time"):
                kinds.setdefault(part.record.kind, set()).add(part.record.key)
        words = {"lock": "locks", "pipe": "pipes", "child": "children", "socket": "sockets", "file-lock": "file locks"}
        shown = ", ".join(
            _counted(len(keys), kind.replace("-", " "), words.get(kind)) for kind, keys in sorted(kinds.items())
        )
        return (
            f"waited for: {shown}; no process outside the program that /proc shows holds any of it"
            if shown
            else "nothing is waited for"
        )


class NothingPending(Condition):
    """Nothing is under way that the kernel itself will deliver: no signal, no timer."""

    name = "nothing-pending"

    def against_thread(self, thread: ThreadStatus) -> Obstacle | None:
        if thread.state in "Tt":
            return Obstacle(f"{_named(thread)} {_STATES[thread.state]}", thread)
        if thread.pending or thread.shared_pending:
            return Obstacle(f"{_named(thread)} has a signal pending", thread)
        return None

    def obstacles(self, case: Case) -> Iterator[Obstacle]:
        first: dict[int, ThreadStatus] = {}
        for thread in case.first.threads.values():
            first.setdefault(thread.pid, thread)
            if (found := self.against_thread(thread)) is not None:
                yield found
        for pid, thread in sorted(first.items()):
            timers = case.surroundings.proc.timers(pid)
            # A process that has ended meanwhile has none; the second snapshot will show that.
            if timers is None and case.surroundings.proc.process(pid) is not None:
                yield Obstacle(f"the timers of process {pid} cannot be read", thread)
            if timers:
                yield Obstacle(f"process {pid} has a timer set (timer_create)", thread)
            # What is behind a mapping goes on when its descriptor has been closed.
            if (acting := case.program.acting_mapping(pid)) is not None:
                yield Obstacle(f"process {pid} has {acting} mapped, by which the kernel may act", thread)
        for descriptor in case.program.descriptors():
            thread = first[descriptor.pid]
            if "[io_uring]" in descriptor.path:
                why = f"process {descriptor.pid} has an io_uring, whose answers the kernel delivers"
                yield Obstacle(why, thread)
            if descriptor.signals_by_itself():
                why = f"process {descriptor.pid} gets a signal when descriptor {descriptor.number} is ready"
                yield Obstacle(why, thread)
        for pid, why in notices.could_come(case.program):
            yield Obstacle(why, first[pid])
        if (alarm := self._alarm(case)) is not None:
            yield alarm

    def _alarm(self, case: Case) -> Obstacle | None:
        handling = next((one for one in case.first.threads.values() if one.caught & alarms.SIGALRM_BIT), None)
        known = case.surroundings.alarms
        if not known.known:
            if handling is None:
                return None  # then that there is no alarm is assumed
            why = f"process {handling.pid} handles SIGALRM, and the kernel does not say whether an alarm is set"
            return Obstacle(why, handling, lasts=True)
        case.alarm_listed = known.suspicious(frozenset(case.first.picture.items()))
        if case.alarm_listed and (known.strict or handling is not None):
            return Obstacle("an alarm is set on this machine, and the kernel does not say which process set it")
        return None

    def seen(self, case: Case) -> str:
        alarm = ", no alarm" if case.surroundings.alarms.known and not case.alarm_listed else ""
        return f"no signal pending, no thread stopped, no timer{alarm}"


class ConsistentSnapshot(Condition):
    """Two snapshots show the same (a double collect): so at one moment between them, every thread slept."""

    name = "one-moment"

    def obstacles(self, case: Case) -> Iterator[Obstacle]:
        second = snapshots.take(case.surroundings.proc, sorted(case.first.pids), again=True)
        before, after = case.first.picture, second.picture
        (ended_before, id_before), (ended_after, id_after) = case.generation, case.surroundings.generation()
        case.certain = id_before == id_after
        if ended_before != ended_after or second.vanished:
            yield Obstacle("a process or a thread ended between two snapshots")
        for key, thread in case.first.threads.items():
            if after.get(key) != before[key]:
                yield Obstacle(f"{_named(thread)} ran between two snapshots", thread)
        if set(after) - set(before) or second.ended != case.first.ended:
            yield Obstacle("threads came or went between two snapshots")

    def seen(self, case: Case) -> str:
        switches = sum(thread.switches for thread in case.first.threads.values())
        return f"two snapshots, and not one context switch between them: {switches} in both"


ARGUMENT: tuple[Condition, ...] = (Complete(), Unlimited(), Closed(), NothingPending(), ConsistentSnapshot())


_ON_THE_WAY = {
    IN_FLIGHT: "descriptors of some kind are on their way to",
    IN_A_RING: "files of some kind are in an io_uring of",
}
"""What holds something without a descriptor, and how that is said."""
_ELSEWHERE = {
    "freez": "is frozen with its control group, which another process may thaw",
    "get_signal": "is frozen with its control group, which another process may thaw",
    "seccomp": "waits for the process that supervises its system calls",
    "userfault": "waits for memory that another process has to supply",
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


def _elsewhere(proc: Proc, thread: ThreadStatus, wait: Awaited | None) -> str | None:
    """Say why a thread does not wait for what its system call says.

    /proc shows the call and what its descriptor leads to now. The kernel's own function, in which the thread sleeps,
    says where it is: a call may have been held up on its way, or wait for what the descriptor led to when it was made.
    What is not told, or not known here, is no objection; names differ from kernel to kernel.
    """
    channel = proc.wait_channel(thread.pid, thread.tid) or ""
    for part, words in _ELSEWHERE.items():
        if part in channel:
            return words
    if wait is not None and any(part in channel for part in _OTHER_KINDS.get(wait.record.kind, ())):
        return f"sleeps in {channel}, and its descriptor now leads to a {wait.record.kind}"
    return None


def _named(thread: ThreadStatus) -> str:
    if thread.pid == thread.tid:
        return f"process {thread.pid}"
    return f"thread {thread.tid} of process {thread.pid}"


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
