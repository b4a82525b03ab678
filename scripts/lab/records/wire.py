"""What the guard is asked to do, and what it answers."""

from __future__ import annotations

from scripts.lab.records.evidence import Proof, Thread
from scripts.lab.records.memory import Mark
from scripts.lab.records.record import Record
from scripts.lab.records.run import Leftover, MemoryAtLimit, Process


class Limits(Record):
    """What a run may use."""

    seconds: float
    """Infinite where there is no limit."""
    memory_bytes: int
    """PSS of the whole tree of processes."""
    output_bytes: int
    processes: int


class Request(Record):
    """One program to be run, and within which limits."""

    executable: str
    arguments: list[str]
    """The whole argument vector, the name of the program first."""
    directory: str
    """Where it runs."""
    environment: dict[str, str]
    limits: Limits
    scratch: str
    """The run's private temporary directory, which the guard makes and removes."""
    pages: bool
    """Is the page map of every process wanted at each mark?"""
    boundary: str | None
    """"namespace", "subreaper" or "none"; None for the strongest to be had."""
    huge_pages: bool
    """May the kernel give it transparent huge pages, as the machine is set to?"""
    prove: bool
    """Is the run to end as soon as it is proved to be deadlocked?"""
    stop_when_stuck: bool = False
    """Is the run also to end as soon as a part of it is proved to be deadlocked?"""
    locals: bool = False
    """Are the local variables of each frame wanted?"""
    streams: list[int] = []
    """Descriptors, inherited from the caller, that become the program's standard input, output and error. Empty: its
    input is empty, and what it prints comes to the guard through pipes."""
    caller: int
    """Process id of the caller, with which the guard ends."""


class Report(Record):
    """How a run ended."""

    verdict: str
    """As in a Run, or "cancelled" where the caller has gone or wants no more."""
    status: int | None
    """The wait status, where the program ended by itself."""
    seconds: float
    pid: int | None
    boundary: str
    stdout: bytes = b""
    stderr: bytes = b""
    truncated: bool = False
    marks: list[Mark] = []
    evidence: list[Thread] = []
    proof: Proof | None = None
    deadlocked_threads: list[list[int]] = []
    """As in a Run; so are the next two."""
    suspected_threads: list[list[int]] = []
    processes: list[Process] = []
    processes_left_out: int = 0
    """As in a Run."""
    memory: MemoryAtLimit | None = None
    """As in a Run."""
    left_behind: list[Leftover] = []
    sweep_seconds: float = 0.0
    note: str | None = None
    machine_pid: int | None = None
    failed_starts: list[str] = []
    """As in a Run."""
