"""What the doctor found: a check for each thing that it looked at, and a report of all."""

from dataclasses import asdict, dataclass
from typing import Any

from scripts.lab import interpreters


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    good: bool
    found: str
    why: str  # why it matters
    remedy: str = ""  # what to do where it is not good; empty where nothing can be done
    needed: bool = True  # False: good to know, but a machine without it is fit all the same

    @property
    def status(self) -> str:
        """One word: "ok", "not ok" for what is needed, else "absent"."""
        return "ok" if self.good else "not ok" if self.needed else "absent"

    def to_json(self) -> dict[str, Any]:
        """Give the check as one object for JSON."""
        return {"status": self.status, **asdict(self)}


@dataclass(frozen=True)
class Report:
    """What the doctor found."""

    checks: list[Check]
    interpreters: list[interpreters.Interpreter]

    @property
    def missing(self) -> list[str]:
        """What is needed and not there; a machine is fit where nothing is."""
        return [check.name for check in self.checks if check.needed and not check.good]

    def to_json(self) -> dict[str, Any]:
        """Give the report as one object for JSON."""
        found = [
            {
                "executable": one.executable,
                "version": one.version,
                "free_threaded": one.free_threaded,
                "running": one == interpreters.running(),
            }
            for one in self.interpreters
        ]
        return {
            "schema": 1,
            "fit": not self.missing,
            "checks": [check.to_json() for check in self.checks],
            "interpreters": found,
        }
