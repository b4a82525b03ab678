"""What was seen of a program that runs by itself, with no guard around it."""

from __future__ import annotations

from scripts.lab.records.evidence import Proof, Thread
from scripts.lab.records.run import Document, Process, stuck_threads

WINDOW_SECONDS = 1.0
"""For how long no thread may have run for a program to be called stalled."""


class Diagnosis(Document):
    """What was seen of a process and of every process that belongs to it."""

    pid: int
    command: str
    """Its command line."""
    verdict: str
    """"deadlocked" (proved of every thread), "partly-deadlocked" (proved of some), "idle" (every thread waits for what
    comes from outside), "stalled" (no thread ran for WINDOW_SECONDS) or "running"."""
    seconds: float
    """What looking took."""
    started: str
    """When it was looked at, ISO 8601 with the offset from UTC."""
    processes: list[Process]
    """The process itself and every process that belongs to it."""
    evidence: list[Thread]
    """As in a Run. A thread whose system call may not be read has its `wait_channel` instead."""
    deadlocked_threads: list[list[int]] = []
    """As in a Run; so are the next two."""
    suspected_threads: list[list[int]] = []
    headline: str | None = None
    proof: Proof | None
    """As in a Run: the argument, or why it does not hold, and what it assumes."""
    without_stack: dict[str, str]
    """Why a process's Python stacks could not be had, by its id as text."""
    advice: list[str]
    """What would let more be seen, in words or as a command."""

    def __repr__(self) -> str:
        return f"<Diagnosis of process {self.pid}: {self.summary}>"

    @property
    def machine_pid(self) -> int:
        """The same as pid, of which a Run may have two."""
        return self.pid

    @property
    def stuck(self) -> set[tuple[int, int]] | None:
        """As of a Run."""
        return stuck_threads(self.verdict, self.deadlocked_threads)

    @property
    def summary(self) -> str:
        """The verdict in a few words."""
        return {
            "deadlocked": "DEADLOCKED",
            "partly-deadlocked": "PARTLY DEADLOCKED",
            "idle": "IDLE",
            "stalled": f"STALLED for at least {WINDOW_SECONDS:g} s",
            "running": "RUNNING",
        }[self.verdict]
