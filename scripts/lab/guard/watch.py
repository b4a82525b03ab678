"""Waits for the verdict on a running program: that it ended, or that it reached a limit."""

from __future__ import annotations

import _signal as signal  # the public module imports enum, a third of the guard's whole start
import os
import select
import sys
import time

from scripts.lab.guard import cleanup
from scripts.lab.guard.process_limit import ProcessLimit
from scripts.lab.guard.pss_sampler import PssSampler
from scripts.lab.guard.register import Register
from scripts.lab.guard.supervised import CHANNEL, SupervisedRun
from scripts.lab.linux.proc import PROC
from scripts.lab.records.memory import Mark

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.idle import Activity
    from scripts.lab.proof.prover import Finding, Prover
    from scripts.lab.proof.snapshots import Snapshot
    from scripts.lab.records.evidence import Thread
    from scripts.lab.records.run import MemoryAtLimit

TICK_SECONDS = 0.02
PART_SECONDS = 0.25
"""How often at most a stuck part is looked for, while the program runs."""
PREPARATIONS = 5
"""How often at most the proof is prepared while the program starts: one that is no Python needs none."""
READ_BYTES = 1 << 16
MARKS = 10_000
WINDOW_SECONDS = 1.0
"""For how long before the limit no thread may have run for a program that reaches it to be called stalled."""


class Verdict:
    """How it ended."""

    def __init__(self, word: str, status: int | None, seconds: float) -> None:
        self.word = word  # as in a Run, or "cancelled" where the caller has gone or wants no more
        self.status = status  # the wait status, where the program ended by itself
        self.seconds = seconds


class Watch:
    """The guard's one loop, over pipes and a clock."""

    def __init__(self, run: SupervisedRun) -> None:
        self._run = run
        self._program = run.launched
        self._limits = run.request.limits
        self._tree = run.tree
        self._shared_memory = run.shared_memory
        self._streams = {self._program.output: 1, self._program.errors: 2}
        self._pss = PssSampler(run.tree)
        self._process_limit = ProcessLimit(run.tree, self._limits.processes, run.inside_namespace)
        self._status: int | None = None
        self._launcher_gone = False
        self._started = time.monotonic()
        self._look_at = self._started + TICK_SECONDS
        # What the prover found: a proof, or, at the time limit, what is known.
        self.finding: Finding | None = None
        self._prover: Prover | None = None
        self._ended = 0
        self._reached_bytes = 0
        self._window_opens = self._started + self._limits.seconds - min(WINDOW_SECONDS, self._limits.seconds / 2)
        self._before: Snapshot | None = None
        self._activity: Activity | None = None
        self._part_at = 0.0
        self._once_seconds = 0.0
        self._preparations = PREPARATIONS
        self._partly_stuck: Finding | None = None
        self.marks: list[Mark] = []
        os.set_blocking(self._program.go_ahead, False)
        self._poll = select.poll()
        for descriptor in (*self._streams, self._program.fate, CHANNEL):
            self._poll.register(descriptor, select.POLLIN)
        if self._shared_memory.descriptor is not None:
            self._poll.register(self._shared_memory.descriptor, select.POLLIN)
        self.register = Register(self._started, self._tree.command, self._poll)
        self.register.begin(self._program.pid, " ".join(run.request.arguments)[:300])

    def until_verdict(self) -> Verdict:
        """Return when the program has ended or reached a limit, or the caller has gone."""
        self._process_limit.enforce()
        try:
            return self._until_verdict()
        finally:
            self._process_limit.release()

    def _until_verdict(self) -> Verdict:
        deadline = self._started + self._limits.seconds
        while True:
            wait = min(self._look_at, deadline) - time.monotonic()
            ready = self._poll.poll(max(0, int(wait * 1000) + 1))
            now = time.monotonic()
            for descriptor, _event in ready:
                if descriptor in self._streams:
                    self._take_output(descriptor)
                elif descriptor == self._program.fate:
                    self._take_fate()
                elif descriptor == CHANNEL:
                    return self._verdict("cancelled")
                elif self.register.knows(descriptor):
                    self.register.wake(descriptor)
                elif descriptor == self._shared_memory.descriptor:
                    self._shared_memory.note_held(self._tree.pids())
            if self._launcher_gone and self._status is None:
                self._reap()
            if self._status is not None:
                return self._verdict("exited" if os.WIFEXITED(self._status) else "killed")
            if self._run.transcript.total > self._limits.output_bytes:
                return self._verdict("output-limit")
            if self._process_limit.reached:
                return self._verdict("process-limit")
            if now >= deadline:
                return self._verdict(self._at_the_limit())
            if now >= self._look_at:
                worked, self._once_seconds = time.thread_time(), 0.0
                word = self._look()
                if word:
                    return self._verdict(word)
                # Looking must not cost more than a tenth of a processor, however many there are to look at. Its cost
                # is processor time: among many busy processes the clock would say that looking is dear, just then.
                # What is done once in a run does not count.
                cost = time.thread_time() - worked - self._once_seconds
                self._look_at = now + max(TICK_SECONDS, 10 * cost)

    def drain(self) -> None:
        """Take what still stands in the pipes, when every process that could write has ended."""
        for descriptor in list(self._streams):
            while descriptor in self._streams and self._take_output(descriptor):
                pass

    def _verdict(self, word: str) -> Verdict:
        return Verdict(word, self._status, time.monotonic() - self._started)

    def _take_output(self, descriptor: int) -> bool:
        try:
            data = os.read(descriptor, READ_BYTES)
        except BlockingIOError:
            return False
        if not data:
            self._poll.unregister(descriptor)
            del self._streams[descriptor]
            return False
        marks = self._run.transcript.add(self._streams[descriptor], data)
        if marks:
            self._shared_memory.note_held(self._tree.pids())
        for name in marks[: MARKS - len(self.marks)]:
            self.marks.append(Mark(name=name, seconds=round(time.monotonic() - self._started, 4)))
            self._run.observer.observe(self.marks[-1])
        return True

    def _take_fate(self) -> None:
        reported = os.read(self._program.fate, 64)
        if reported:
            # Only a guard that cannot wait for the program itself is told; else it is the program that writes here.
            if not self._tree.adopts_orphans:
                self._status = int(reported)
            return
        self._launcher_gone = True
        self._poll.unregister(self._program.fate)

    def _reap(self) -> None:
        try:
            statuses = cleanup.reap()
        except cleanup.Childless:
            return
        self._ended += len(statuses)
        self.register.reaped(statuses)
        self._status = statuses.get(self._program.pid, self._status)

    def _count_ended(self) -> int:
        """How many processes of the run have ended as children of the guard."""
        self._reap()
        return self._ended

    def _look(self) -> str | None:
        """Everything that must be looked for from time to time; the name of a limit that was reached."""
        if os.getppid() not in (self._run.request.caller, 0):  # 0: the caller is outside this namespace
            return "cancelled"
        self._reap()
        pids = self._tree.pids()
        if self._process_limit.is_exceeded_by(pids):
            return "process-limit"
        self._shared_memory.note_held(pids)
        self.register.look(pids)
        if self._status is None and not self._launcher_gone:
            self._free_zombie()
        # RSS is quickly read and never smaller than PSS, so it says when to ask.
        if sum(map(self._tree.resident_bytes, pids)) <= self._limits.memory_bytes:
            self._pss.forget()
        else:
            self._reached_bytes = self._pss.sample(pids)
            if self._reached_bytes > self._limits.memory_bytes:
                return "memory-limit"
        return self._prove() if self._run.can_be_proved else None

    def _prove(self) -> str | None:
        """Try to prove a deadlock."""
        if self._prover is None:
            worked = time.thread_time()
            self._prover = self._run.make_prover(self._count_ended)
            self._once_seconds = time.thread_time() - worked
        if self._preparations:
            worked = time.thread_time()
            self._preparations -= 1
            if self._prover.prepare(self._program.pid):
                self._preparations = 0
            self._once_seconds += time.thread_time() - worked
        if self._before is None and time.monotonic() >= self._window_opens:
            self._before, self._activity = self._prover.snapshot(), self._prover.activity()
        once = self._prover.once_seconds
        try:
            found = self._prover.attempt()
            self._once_seconds += self._prover.once_seconds - once
            if found is None and (self._run.request.stop_when_stuck or self._before is not None):
                found = self._look_for_a_part(self._prover)
        except (OSError, ValueError, LookupError):
            return None  # what was being read changed its shape under the reader, so a thread moves
        if self._status is not None or found is None or self._has_ended():
            return None
        self.finding = found
        return "deadlocked" if found.holds else "partly-deadlocked"

    def _has_ended(self) -> bool:
        """Has the program itself ended, so that what is left of it may be stuck alone, and its status is on its way?"""
        seen = PROC.process(self._program.pid)
        return seen is None or seen.has_ended

    def _look_for_a_part(self, prover: Prover) -> Finding | None:
        """From time to time, find a stuck part and remember it: it is stuck for good.

        Return it where the run is to stop for it, and the rest of the program will not free it.
        """
        now = time.monotonic()
        if now < self._part_at:
            return None
        worked = time.thread_time()
        found = prover.explain_with_part()
        self._part_at = now + max(PART_SECONDS, 50 * (time.thread_time() - worked))
        if found.part is not None:
            self._partly_stuck = found
            return found if self._run.request.stop_when_stuck and not found.may_be_freed else None
        return found if found.holds else None

    def at_the_memory_limit(self) -> tuple[MemoryAtLimit, list[Thread]]:
        """Stop the program, and say what it holds and, where the system shows it, what its threads were doing."""
        from scripts.lab.guard import memory_limit

        if sys.platform != "linux":
            return memory_limit.stop_and_measure(self._run, self._reached_bytes), []
        prover = self._prover or self._run.make_prover(self._count_ended)
        return memory_limit.witness(self._run, prover, self._reached_bytes)

    def _at_the_limit(self) -> str:
        """Which limit it is: was the program at rest, though nothing could be proved, or did it move?"""
        if self._prover is None:
            return "timed-out"
        self.finding = self._prover.explain_with_part()
        earlier = self._partly_stuck
        # What is stuck can neither go on nor end, but by a signal.
        if not self.finding.stuck and earlier is not None and earlier.part_pids <= set(self._tree.pids()):
            self.finding = earlier
        word = self.finding.verdict(self._activity)
        if word is not None:
            return word
        at_rest = self._before is not None and self._prover.snapshot().rested_since(self._before)
        return "stalled" if at_rest and not self.finding.stopped else "timed-out"

    def _free_zombie(self) -> None:
        """If the program has ended under a launcher that was stopped, take the launcher away."""
        seen = PROC.process(self._program.pid)
        if seen is not None and seen.state == "Z" and seen.parent == self._program.launcher:
            os.kill(self._program.launcher, signal.SIGKILL)
