"""What the doctor found: a check for each thing that it looked at, and a report of all."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from scripts.lab import interpreters
from scripts.lab.doctor.privacy import private

PACKAGE = "package"
"""The first word of the name of each check of a package."""


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

    @property
    def is_package(self) -> bool:
        """Whether it looked for a package of the book, which make book installs."""
        return self.name.startswith(PACKAGE)

    def without_names(self) -> "Check":
        """Give the check without the user's name and home directory."""
        return replace(self, name=private(self.name), found=private(self.found), remedy=private(self.remedy))

    def to_json(self) -> dict[str, Any]:
        """Give the check as one object for JSON."""
        return {"status": self.status, **asdict(self)}


@dataclass(frozen=True)
class Report:
    """What the doctor found."""

    checks: list[Check]
    interpreters: list[interpreters.Interpreter]
    ready: str = "make notebooks"  # the next command, where nothing is missing
    install: str = "make book"  # the next command, where only packages are missing

    @property
    def missing(self) -> list[str]:
        """What is needed and not there; a machine is fit where nothing is."""
        return [check.name for check in self.checks if check.needed and not check.good]

    @property
    def unfit(self) -> list[Check]:
        """What the machine itself lacks; packages are no part of it, because make book installs them."""
        return [check for check in self.checks if check.needed and not check.good and not check.is_package]

    @property
    def next(self) -> str:
        """The one thing to do next: a command, or the remedy of the first thing that the machine lacks."""
        if self.unfit:
            return self.unfit[0].remedy
        return self.install if self.missing else self.ready

    def to_json(self) -> dict[str, Any]:
        """Give the report as one object for JSON."""
        found = [
            {
                "executable": private(one.executable),
                "version": one.version,
                "free_threaded": one.free_threaded,
                "running": one == interpreters.running(),
            }
            for one in self.interpreters
        ]
        return {
            "schema": 1,
            "fit": not self.missing,
            "machine_fit": not self.unfit,
            "next": self.next,
            "checks": [check.to_json() for check in self.checks],
            "interpreters": found,
        }
