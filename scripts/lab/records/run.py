"""What one run was and did: the Run, which cells show, tests ask, and the command line prints as JSON."""

from __future__ import annotations

from scripts.lab.records.evidence import Proof, Thread
from scripts.lab.records.memory import Mark
from scripts.lab.records.record import BadRecord, Record

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from typing import Any, Self

VERDICTS = (
    "exited",
    "killed",
    "deadlocked",
    "partly-deadlocked",
    "idle",
    "stalled",
    "timed-out",
    "memory-limit",
    "output-limit",
    "process-limit",
)
SCHEMA = 1


def check_schema(facts: object) -> None:
    """Raise BadRecord where a JSON object does not follow the schema of this lab."""
    found = facts.get("schema") if isinstance(facts, dict) else None
    if found != SCHEMA:
        raise BadRecord(f"the schema is {found!r}, and this lab reads schema {SCHEMA}")


class Document(Record):
    """A record that stands by itself as a JSON object, with the number of the schema that it follows."""

    def to_json(self) -> dict[str, Any]:
        """Give the record as one JSON object."""
        return {"schema": SCHEMA, **self.to_dict()}

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        """Make the record again from what `to_json` gave. Raises BadRecord, also for another schema."""
        check_schema(facts)
        return cls.from_dict({key: value for key, value in facts.items() if key != "schema"})


def stuck_threads(verdict: str, deadlocked: list[list[int]]) -> set[tuple[int, int]] | None:
    """Give the process and thread id of each thread that is proved to be stuck; None for all of them."""
    return None if verdict == "deadlocked" else {(pid, tid) for pid, tid in deadlocked}


class Process(Record):
    """One process of a program."""

    pid: int
    parent: int
    """The parent that it was seen with first."""
    state: str
    """The kernel's letter when it was seen last, as in a Thread."""
    command: str
    """Its command line, or its name in brackets where it has none."""
    came: float | None = None
    """When it was seen first, in seconds from the program's start; None where looking began later than that."""
    went: float | None = None
    """When it was seen to have ended, likewise; None for one that was there at the verdict."""
    ended: str | None = None
    """"exited 3", "killed by SIGSEGV" or "unknown"; None for one that was there at the verdict."""
    doing: str | None = None
    """Of one that has ended: the system call in which its first thread was seen last, by name."""


class ProcessMemory(Record):
    """What one process held."""

    pid: int
    mib: float
    """Its PSS."""
    command: str
    """As in a Process."""


class MemoryAtLimit(Record):
    """What a program held when it had reached its memory limit and the guard had stopped it."""

    limit_mib: float
    reached_mib: float
    """The PSS of all its processes."""
    processes: list[ProcessMemory] = []
    """The largest first, and no more than the largest hundred."""


class Leftover(Record):
    """Something that had to be ended or removed after a run."""

    kind: str
    """"process", "shared-memory" or "file"."""
    what: str
    """A process's command line, or a path."""
    pid: int | None = None
    """Of a process."""


class Run(Document):
    """One program, started once, and how it ended."""

    demo: str | None
    """Its name, "hazard/name"; None for a program that is no demo."""
    path: str
    arguments: list[str]
    command: str
    """As a reader would type it."""
    verdict: str
    """One of VERDICTS, of the program that was started; what became of its children is among the measurements."""
    exit_code: int | None
    signal: str | None
    """The name of the signal that killed it, "SIGSEGV"."""
    expected: bool | None
    """Did it do what its expectation file declares? None where nothing is declared."""
    differences: list[str]
    """What it did otherwise, in words."""
    python: str
    """Full version of the interpreter that ran it, with "t" added if free-threaded."""
    executable: str
    """Path of that interpreter."""
    seconds: float
    """From its start to the verdict."""
    started: str
    """When, ISO 8601 with the offset from UTC."""
    stdout: str
    """Undecodable bytes replaced, the middle of a flood left out."""
    stderr: str
    truncated: bool
    """Was any output left out?"""
    measurements: dict[str, int | float]
    """From its lines NAME = NUMBER; the unit is the end of NAME."""
    marks: list[Mark]
    """The moments that it named."""
    evidence: list[Thread]
    """For a program that did not end: what each thread was doing."""
    deadlocked_threads: list[list[int]] = []
    """[pid, tid] of each thread that can never go on, proved; all of them where the verdict is "deadlocked"."""
    suspected_threads: list[list[int]] = []
    """[pid, tid] of each thread that is likely stuck, which is not proved."""
    headline: str | None = None
    """What was found, in one sentence; None where there is no more to say than the verdict."""
    processes: list[Process] = []
    """Every process of the program that was seen, in the order of their coming."""
    processes_left_out: int = 0
    """How many more were seen, of a program with very many."""
    memory: MemoryAtLimit | None = None
    """What it held at its memory limit; None for one that did not reach that."""
    as_is: bool = False
    """Did it have its caller's standard input, output and error? Then stdout and stderr are empty here."""
    module: str | None = None
    """The module that was run, as behind `python -m`; None for a file."""
    left_behind: list[Leftover]
    """What had to be ended or removed afterwards."""
    sweep_seconds: float
    """From the verdict until every process had ended and everything was removed."""
    pid: int | None
    """Its process id as it saw it itself."""
    machine_pid: int | None
    """The same process as the machine numbers it; differs from pid inside a namespace."""
    boundary: str
    """What contained it: "namespace", "subreaper" or "none"."""
    proof: Proof | None = None
    """None for a program that ended, and where the system does not say enough."""
    note: str | None = None
    """What a reader of the verdict must know beside it."""
    huge_pages: str | None = None
    """How the program was given transparent huge pages, where memory was measured: "always", "madvise" or "never"."""
    recorded: str | None = None
    """For a run of another time: the machine on which it was made, in words. None for one that was just made."""
    failed_starts: list[str] = []
    """The errors of earlier attempts to start it, which failed before the program ran: it ran once, after them."""

    @property
    def stuck(self) -> set[tuple[int, int]] | None:
        """The threads that are proved to be stuck, by process and thread id; None for all of them."""
        return stuck_threads(self.verdict, self.deadlocked_threads)

    @property
    def summary(self) -> str:
        """The verdict in a few words: "EXITED 0", "KILLED by SIGSEGV", "TIMED OUT after 30.0 s"."""
        if self.verdict == "exited":
            return f"EXITED {self.exit_code}"
        if self.verdict == "killed":
            return f"KILLED by {self.signal}"
        words = self.verdict.replace("-", " ").upper()
        return f"{words} after {self.seconds:.1f} s"

    def __repr__(self) -> str:
        return f"<Run of {self.demo or self.path}: {self.summary}>"

    @property
    def printed(self) -> str:
        """Standard output and standard error, one after the other."""
        return self.stdout + self.stderr
