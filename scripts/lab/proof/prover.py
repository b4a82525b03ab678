"""Tries the argument on a program again and again, at little cost, until it holds."""

from __future__ import annotations

import time

from scripts.lab.proof import calls, handlers, idle, locks, part, snapshots
from scripts.lab.proof.argument import ARGUMENT, Case, Condition, Obstacle
from scripts.lab.records import evidence as facts

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.idle import Activity
    from scripts.lab.proof.snapshots import Snapshot, ThreadStatus
    from scripts.lab.proof.surroundings import Surroundings

RETRY_SECONDS = 0.04
CONFIRMATIONS = 3
"""How often the argument must hold in a row where other programs on the machine start processes all the time: then it
is not certain that a listing shows every process, only that one that was missed would have been missed each time."""


class Prover:
    """Says when a program is deadlocked, and at any time what its threads wait for."""

    def __init__(self, surroundings: Surroundings, argument: tuple[Condition, ...] = ARGUMENT) -> None:
        self._surroundings = surroundings
        self._argument = argument
        self._obstacle: Obstacle | None = None
        self._retry_at = 0.0
        self.once_seconds = 0.0
        """Processor time that the attempts have spent on what is known from then on."""
        # The picture of which the argument held last, and how often it has held of it.
        self._held: tuple[dict[tuple[int, int], tuple[str, int, str | None]], int] = {}, 0

    def attempt(self) -> Finding | None:
        """Try the argument once; return what was found if it holds.

        Costs one reading of one thread as long as the obstacle of the last attempt is still there.
        """
        if self._obstacle is not None and self._still_there(self._obstacle):
            return None
        began = time.perf_counter()
        generation = self._surroundings.generation()
        against: list[Obstacle] = []

        def stop(thread: ThreadStatus) -> bool:
            against.extend(filter(None, (condition.against_thread(thread) for condition in self._argument)))
            return bool(against)

        first = snapshots.take(self._surroundings.proc, self._in_order(), stop)
        if against:
            return self._prevented(against[0], began)
        if not first.threads:
            return None
        case = Case(first, self._surroundings, generation)
        for condition in self._argument:
            obstacle = condition.against(case)
            if obstacle is not None:
                self.once_seconds += case.program.once_seconds
                return self._prevented(obstacle, began + case.program.once_seconds)
        picture, times = self._held
        times = times + 1 if picture == first.picture else 1
        self._held = first.picture, times
        if not case.certain and times < CONFIRMATIONS:
            self._obstacle = None
            return None
        return Finding(case, self._argument, {}, time.perf_counter() - began)

    def prepare(self, pid: int) -> bool:
        """Learn beforehand where this process's table of handlers stands; False where it has none yet.

        A proof would ask for it when the program has stopped, and this takes as long as all the rest of the proof.
        """
        from scripts.lab.stacks import interrupts  # it is not needed before

        if not handlers.catches_interrupt(self._surroundings.proc, pid):
            return False
        interrupts.is_handled(pid, self._surroundings.proc)
        return True

    @property
    def confirms(self) -> bool:
        """Did the argument hold when it was tried last, and is it to be tried again to confirm that?"""
        return self._held[1] > 0

    def explain(self) -> Finding:
        """Find everything that speaks for and against a deadlock now."""
        began = time.perf_counter()
        generation = self._surroundings.generation()
        case = Case(self.snapshot(), self._surroundings, generation)
        against = {condition.name: condition.against(case) for condition in self._argument}
        case.answer()
        if not case.first.threads:
            against["complete"] = Obstacle("every process of the program has ended")
        if not case.certain and not any(against.values()):
            against["complete"] = Obstacle("processes or threads came and went on this machine all the time")
        obstacles = {name: obstacle for name, obstacle in against.items() if obstacle is not None}
        return Finding(case, self._argument, obstacles, time.perf_counter() - began)

    def explain_with_part(self) -> Finding:
        """Find which part of the program is stuck; where none is, or all of it is, as `explain`."""
        began = time.perf_counter()
        generation = self._surroundings.generation()
        whole = Case(self.snapshot(), self._surroundings, generation)
        first = next(((one, why) for one in self._argument if (why := one.against(whole)) is not None), None)
        if first is None:
            return self.explain()
        case = part.find(self._surroundings, whole.first, generation, self._argument, CONFIRMATIONS)
        if case is None:
            return self.explain()
        now = time.perf_counter()
        condition, obstacle = first
        found = Finding(whole, self._argument, {condition.name: obstacle}, now - began)
        found.part = Finding(case, self._argument, {}, 0.0)
        found.part.followers = part.followers(whole, case)
        return found

    def activity(self) -> Activity:
        """Begin to count how much the program runs."""
        return idle.Activity(self._surroundings.proc, self._surroundings.pids())

    def snapshot(self) -> Snapshot:
        """Read every thread of the program, to compare with another snapshot."""
        return snapshots.take(self._surroundings.proc, self._surroundings.pids())

    def _in_order(self) -> list[int]:
        """List the processes, the one that stood against a proof last time first."""
        pids = self._surroundings.pids()
        if self._obstacle is not None and self._obstacle.thread is not None:
            first = self._obstacle.thread.pid
            pids.sort(key=lambda pid: pid != first)
        return pids

    def _prevented(self, obstacle: Obstacle, began: float) -> Finding | None:
        now = time.perf_counter()
        # Trying again must not cost more than a tenth of a processor.
        self._retry_at = now + max(RETRY_SECONDS, 10 * (now - began))
        self._obstacle = obstacle
        self._held = {}, 0
        return None

    def _still_there(self, obstacle: Obstacle) -> bool:
        thread = obstacle.thread
        if thread is None:
            return False
        now = snapshots.read_thread(self._surroundings.proc, thread.pid, thread.tid)
        if now is None:
            return False
        if thread.running:
            return now.state == "R"
        if now.picture != thread.picture:
            return False
        # An outside process may let go of what it holds while no thread of the program runs.
        return obstacle.lasts or time.perf_counter() < self._retry_at


class Finding:
    """What one attempt found: a proof where `against` is empty."""

    def __init__(
        self, case: Case, argument: tuple[Condition, ...], against: dict[str, Obstacle], seconds: float
    ) -> None:
        self._case = case
        self._argument = argument
        self._against = against
        self._seconds = seconds
        self.part: Finding | None = None
        """The proof for a part of the program, where one was looked for and there is one."""
        self.followers: set[tuple[int, int]] = set()
        """Of a part: threads of other processes that wait for the end of one of its processes."""

    @property
    def snapshot(self) -> Snapshot:
        """What was seen of every thread."""
        return self._case.first

    @property
    def stuck(self) -> set[tuple[int, int]]:
        """The threads, by process and thread id, that can never go on."""
        if self.holds:
            return set(self._case.first.threads) | self.followers
        return self.part.stuck if self.part is not None else set()

    @property
    def part_pids(self) -> set[int]:
        """The processes of the stuck part; empty where none was found."""
        return self.part.snapshot.pids if self.part is not None else set()

    @property
    def holds(self) -> bool:
        """Is the program deadlocked?"""
        return not self._against

    @property
    def why_not(self) -> str | None:
        """The first of what stands against it."""
        return next((obstacle.why for obstacle in self._against.values()), None)

    @property
    def may_be_freed(self) -> bool:
        """Could the rest of the program free its stuck part by a signal, as a parent does that ends its child?"""
        assert self.part is not None
        stuck = self.part.snapshot
        if any(handlers.installed(self.part._case.program, thread) for thread in stuck.threads.values()):
            return True
        parents = {thread.pid: thread.parent for thread in self.snapshot.threads.values()}
        return any(pid in parents and pid not in stuck.pids for pid in (parents[one] for one in stuck.pids))

    def verdict(self, activity: Activity | None) -> str | None:
        """Give the verdict, "deadlocked", "partly-deadlocked" or "idle"; None for none of these.

        activity: since a second ago or earlier; None where that is not known.
        """
        if self.holds:
            return "deadlocked"
        if self.part is not None:
            return "partly-deadlocked"
        at_rest = activity is not None and activity.is_low(self.snapshot.pids)
        return "idle" if at_rest and idle.is_idle(self._case) else None

    @property
    def stopped(self) -> bool:
        """Is a thread stopped by a signal or a tracer?"""
        return any(thread.state in "Tt" for thread in self._case.first.threads.values())

    def evidence(self) -> list[facts.Thread]:
        """Give one record for each thread, without stacks."""
        first = self._case.first
        found = [self._testimony(thread) for _key, thread in sorted(first.threads.items())]
        names = first.ended_names
        return found + [facts.Thread(pid=pid, tid=pid, state="Z", name=names[pid]) for pid in sorted(first.ended)]

    def _testimony(self, thread: ThreadStatus) -> facts.Thread:
        wait = self._case.wait(thread)
        if wait is not None:
            locks.note_copies(self._case.program, thread, wait)
        return facts.Thread(
            pid=thread.pid,
            tid=thread.tid,
            name=thread.name,
            state=thread.state,
            call=calls.name(thread.call),
            waits_for=wait.record if wait is not None else None,
        )

    def proof(self, likely: bool = False) -> facts.Proof:
        """Give the argument, condition by condition. likely: are threads suspected to be stuck, by other evidence?"""
        conditions = []
        for condition in self._argument:
            obstacle = self._against.get(condition.name)
            seen = obstacle.why if obstacle is not None else condition.seen(self._case)
            conditions.append(facts.Condition(name=condition.name, holds=obstacle is None, seen=seen))
        if self.part is not None:
            return self.part.proof().replace(
                holds=False, grade="part", why_not=self.why_not, seconds=round(self._seconds + self.part._seconds, 4)
            )
        return facts.Proof(
            holds=self.holds,
            grade="whole" if self.holds else "likely" if likely else None,
            conditions=conditions,
            assumes=self._case.assumes(),
            why_not=self.why_not,
            seconds=round(self._seconds, 4),
        )
