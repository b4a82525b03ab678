"""What one run was and did: the Run, which cells show, tests ask, and the command line prints as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any

VERDICTS = (
    "exited",
    "killed",
    "deadlocked",
    "stalled",
    "timed-out",
    "memory-limit",
    "output-limit",
    "process-limit",
)
SCHEMA = 1


@dataclass(frozen=True)
class Run:
    """One program, started once, and how it ended."""

    demo: str | None
    """Its name, "hazard/name"; None for a program that is no demo."""
    path: str
    arguments: list[str]
    command: str
    """As a reader would type it."""
    verdict: str
    """One of VERDICTS, of the program that was started; its children's fates are among the measurements."""
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
    marks: list[dict[str, Any]]
    """The moments it named: name, seconds since its start; the memory of each of its processes then, as memory.account
    says, and, where they were asked for, their pages, as memory.page_map says; and how long it took to observe them."""
    evidence: list[dict[str, Any]]
    """For a program that did not end: what each thread was doing, a list as `evidence.of` describes it."""
    left_behind: list[dict[str, Any]]
    """What had to be killed or removed afterwards: kind ("process", "shared-memory", "file") and what."""
    sweep_seconds: float
    """From the verdict until nobody was left and everything was removed."""
    pid: int | None
    """Its process id as it saw it itself."""
    machine_pid: int | None
    """The same process as the machine numbers it; differs from pid inside a namespace."""
    boundary: str
    """What contained it: "namespace", "subreaper" or "none"."""
    proof: dict[str, Any] | None = None
    """The argument by which it was called deadlocked, or why it could not be: "holds", "conditions" (name, holds,
    seen), "assumes", "why_not", "seconds". None for a program that ended, and where the system does not say enough."""
    note: str | None = None
    """Something that whoever reads the verdict must know."""
    huge_pages: str | None = None
    """How the machine gave out transparent huge pages ("always", "madvise", "never"), where memory was measured."""
    recorded: str | None = None
    """For a run of another time: the machine on which it was made, in words. None for one that was just made."""
    failed_starts: list[str] = field(default_factory=list)
    """The errors of earlier attempts to start it, which failed before the program ran: it ran once, after them."""

    def to_json(self) -> dict[str, Any]:
        """The Run as one JSON object."""
        return {"schema": SCHEMA, **asdict(self)}

    @property
    def summary(self) -> str:
        """The verdict in a few words: "EXITED 0", "KILLED by SIGSEGV", "TIMED OUT after 30.0 s"."""
        if self.verdict == "exited":
            return f"EXITED {self.exit_code}"
        if self.verdict == "killed":
            return f"KILLED by {self.signal}"
        words = self.verdict.replace("-", " ").upper()
        return f"{words} after {self.seconds:.1f} s"

    @property
    def printed(self) -> str:
        """Standard output and standard error, one after the other."""
        return self.stdout + self.stderr

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        from scripts.lab.show.card import as_html
        from scripts.lab.show.text import as_text

        return {"text/html": as_html(self), "text/plain": as_text(self)}
