"""What results/ keeps of a demo: one record for each outcome, with the interpreters that gave it."""

from __future__ import annotations

from scripts.lab.records.record import Record
from scripts.lab.records.run import Run


class RecordedInterpreter(Record):
    """One interpreter on which demos were recorded, as it was then."""

    version: str
    """Full version, with "t" added if free-threaded."""
    build: str
    """When and how it was built, as `platform` says."""
    c_library: str
    """"glibc 2.36"; empty where it is not known."""
    kernel: str
    """"Linux 6.18.44"."""
    machine: str
    """"x86_64, 2 processors, 24 GiB"."""
    date: str
    """The day of the recording, ISO 8601."""

    @property
    def place(self) -> str:
        """In a few words, where it was: "Linux 6.18, x86_64, 2 processors, 24 GiB"."""
        system, _, release = self.kernel.partition(" ")
        return f"{system} {'.'.join(release.split('-')[0].split('.')[:2])}, {self.machine}"


class RecordedOutcome(Record):
    """What a demo did with some arguments, and on which interpreters it did this."""

    arguments: list[str]
    interpreters: dict[str, list[str]]
    """By interpreter, a name in results/interpreters.json, oldest first: the first digits of the SHA-256 digests of the
    program and of its expectation file, as they were."""
    seconds: dict[str, list[float]]
    """By interpreter, from the program's start to the verdict: the least and the most of all its recorded runs."""
    measurements: dict[str, dict[str, list[float]]] = {}
    """By name and interpreter: the least and the most of all its recorded runs."""
    run: Run
    """The run that was recorded first: `python` says of which interpreter it is."""
