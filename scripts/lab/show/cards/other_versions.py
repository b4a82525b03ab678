"""What is recorded of a run's program, with the same arguments, on other versions of CPython."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.lab import catalogue, expectations
from scripts.lab.errors import InvalidRequest
from scripts.lab.recordings.alike import likeness
from scripts.lab.recordings.lookup import as_on, current, in_order, in_words
from scripts.lab.recordings.stable import stable
from scripts.lab.show.printed import Excerpt, excerpt
from scripts.lab.show.verdict import GLYPHS, headline, outcome, recording

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

_MOST_LINES = 14


@dataclass(frozen=True)
class OtherOutcome:
    """An outcome that differs from the run's own, and where it was seen."""

    versions: str
    """In words: "3.8.18, 3.9.18"."""
    each_version: Sequence[str]
    kind: str
    verdict: str
    printed: Sequence[tuple[str, Excerpt]]
    """What it printed, shortened, by stream."""


@dataclass(frozen=True)
class OtherVersions:
    """What a card says of other versions."""

    same: str
    """The versions with the same outcome; empty for none."""
    others: Sequence[OtherOutcome]
    recorded: str
    """When and where."""
    group: str
    """A name that no other card on a page has: of its tabs one is open."""

    @property
    def gist(self) -> str:
        """What stands on the fold."""
        if not self.others:
            return f"the same outcome on {self.same}"
        return "; ".join(
            [
                *([f"the same on {self.same}"] if self.same else []),
                "another " + ", another ".join(f"on {one.versions}" for one in self.others),
            ]
        )

    def as_lines(self) -> list[str]:
        """The same for a terminal."""
        lines = [f"{GLYPHS[one.kind]} {one.verdict} on {one.versions}" for one in self.others]
        return [*lines, *([f"the same outcome on {self.same}"] if self.same else [])]


def other_versions(run: "Run") -> OtherVersions | None:
    """Find what is recorded on other versions than the run's; None where there is nothing, or it is no demo."""
    if run.demo is None or run.as_is:
        return None
    try:
        demo = catalogue.find(run.demo)
    except InvalidRequest:  # of another book, or gone since
        return None
    if not demo.expectations.exists():
        return None
    declared = expectations.read(demo.expectations)
    own = likeness(stable(run) if run.recorded is None else run, declared)
    same: list[str] = []
    others: list[OtherOutcome] = []
    times: dict[str, None] = {}
    for one in current(demo, run.arguments):
        runs = [there for name in one.interpreters if (there := as_on(demo.name, one, name)).python != run.python]
        times |= {recording(there): None for there in runs}
        versions = [there.python for there in runs]
        if likeness(one.run, declared) == own:
            same += versions
        elif versions:
            others.append(_other(runs[0], versions))
    if not same and not others:
        return None
    others.sort(key=lambda one: in_order(one.each_version[0]))
    group = hashlib.sha256(f"{run.command} {run.started} {run.pid}".encode()).hexdigest()[:10]
    return OtherVersions(in_words(same), others, "; ".join(times), f"lab-{group}")


def _other(run: "Run", versions: Sequence[str]) -> OtherOutcome:
    streams = {"stdout": run.stdout, "stderr": run.stderr}
    return OtherOutcome(
        versions=in_words(versions),
        each_version=sorted(versions, key=in_order),
        kind=outcome(run).kind,
        verdict="".join(headline(run)),
        printed=[(name, excerpt(text, _MOST_LINES)) for name, text in streams.items() if text.strip()],
    )
