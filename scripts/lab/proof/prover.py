"""Tries the argument on a program again and again, at little cost, until it holds."""

from __future__ import annotations

import time

from scripts.lab import system_calls
from scripts.lab.proof import looks
from scripts.lab.proof.argument import ARGUMENT, Case, Condition, Obstacle
from scripts.lab.records import evidence as facts

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.looks import Look, Thread
    from scripts.lab.proof.surroundings import Surroundings

RETRY_SECONDS = 0.04
CONFIRMATIONS = 3
"""How often the argument must hold in a row where others on the machine start processes all the time: then it is not
certain that a listing shows everybody, only that somebody who always slips through would have to do so each time."""


class Prover:
    """Says when a program is deadlocked, and at any time what its threads wait for."""

    def __init__(self, surroundings: Surroundings, argument: tuple[Condition, ...] = ARGUMENT) -> None:
        self._surroundings = surroundings
        self._argument = argument
        self._obstacle: Obstacle | None = None
        self._retry_at = 0.0
        # The picture of which the argument held last, and how often it has held of it.
        self._held: tuple[dict[tuple[int, int], tuple[str, int, str | None]], int] = {}, 0

    def attempt(self) -> Finding | None:
        """Try the argument once; what was found if it holds.

        Costs one reading of one thread as long as the obstacle of the last attempt is still there.
        """
        if self._obstacle is not None and self._still_there(self._obstacle):
            return None
        began = time.perf_counter()
        generation = self._surroundings.generation()
        against: list[Obstacle] = []

        def stop(thread: Thread) -> bool:
            against.extend(filter(None, (condition.against_thread(thread) for condition in self._argument)))
            return bool(against)

        first = looks.take(self._in_order(), stop)
        if against:
            return self._prevented(against[0], began)
        if not first.threads:
            return None
        case = Case(first, self._surroundings, generation)
        for condition in self._argument:
            obstacle = condition.against(case)
            if obstacle is not None:
                return self._prevented(obstacle, began)
        picture, times = self._held
        times = times + 1 if picture == first.picture else 1
        self._held = first.picture, times
        if not case.certain and times < CONFIRMATIONS:
            self._obstacle = None
            return None
        return Finding(case, self._argument, {}, time.perf_counter() - began)

    def explain(self) -> Finding:
        """Everything that speaks for and against a deadlock now."""
        began = time.perf_counter()
        generation = self._surroundings.generation()
        case = Case(looks.take(self._surroundings.pids()), self._surroundings, generation)
        against = {condition.name: condition.against(case) for condition in self._argument}
        case.answer()
        if not case.certain and not any(against.values()):
            against["complete"] = Obstacle("processes or threads came and went on this machine all the time")
        obstacles = {name: obstacle for name, obstacle in against.items() if obstacle is not None}
        return Finding(case, self._argument, obstacles, time.perf_counter() - began)

    def look(self) -> Look:
        """One look at everybody, to compare with another."""
        return looks.take(self._surroundings.pids())

    def _in_order(self) -> list[int]:
        """Who was in the way last is looked at first."""
        pids = self._surroundings.pids()
        if self._obstacle is not None and self._obstacle.thread is not None:
            culprit = self._obstacle.thread.pid
            pids.sort(key=lambda pid: pid != culprit)
        return pids

    def _prevented(self, obstacle: Obstacle, began: float) -> Finding | None:
        now = time.perf_counter()
        # Trying again must not cost more than a tenth of a processor.
        self._retry_at = now + max(RETRY_SECONDS, 10 * (now - began))
        self._obstacle = obstacle
        return None

    def _still_there(self, obstacle: Obstacle) -> bool:
        thread = obstacle.thread
        if thread is None:
            return False
        now = looks.see(thread.pid, thread.tid)
        if now is None:
            return False
        if thread.state == "R" or (thread.call is not None and thread.call.running):
            return now.state == "R"
        if now.picture != thread.picture:
            return False
        # What a stranger holds he may let go of, without anybody of the program moving.
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

    @property
    def holds(self) -> bool:
        """Is the program deadlocked?"""
        return not self._against

    @property
    def why_not(self) -> str | None:
        """The first of what speaks against it."""
        return next((obstacle.why for obstacle in self._against.values()), None)

    @property
    def stopped(self) -> bool:
        """Is somebody stopped by a signal or a tracer?"""
        return any(thread.state in "Tt" for thread in self._case.first.threads.values())

    def evidence(self) -> list[facts.Thread]:
        """One entry a thread, without stacks."""
        entries = []
        for (pid, tid), thread in sorted(self._case.first.threads.items()):
            wait = self._case.waits[pid, tid]
            entries.append(
                facts.Thread(
                    pid=pid,
                    tid=tid,
                    state=thread.state,
                    call=system_calls.name(thread.call),
                    waits_for=wait.as_record() if wait is not None else None,
                )
            )
        return entries + [facts.Thread(pid=pid, tid=pid, state="Z") for pid in sorted(self._case.first.ended)]

    def proof(self) -> facts.Proof:
        """The argument, condition by condition."""
        conditions = []
        for condition in self._argument:
            obstacle = self._against.get(condition.name)
            seen = obstacle.why if obstacle is not None else condition.seen(self._case)
            conditions.append(facts.Condition(name=condition.name, holds=obstacle is None, seen=seen))
        return facts.Proof(
            holds=self.holds,
            conditions=conditions,
            assumes=self._case.assumes(),
            why_not=self.why_not,
            seconds=round(self._seconds, 4),
        )
