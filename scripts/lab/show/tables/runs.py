"""Runs in a table: each in a place of its own, and below the table what the signs mean and how each was started."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scripts.lab.show.printed import clean
from scripts.lab.show.tables.table import Cell, ListedRun
from scripts.lab.show.verdict import GLYPHS, Outcome, circumstances, expectation, outcome, recording

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

ABSENT = Outcome("absent", "not here", "not on this machine")
RECORDED = "recorded"
_MARK = "*"
"""What a terminal shows for tinted ground."""
_MOST_NAMED = 4
"""Recorded runs of one time, in a table that tints their places."""
NOT_RUN = Outcome("absent", "not run", "no run of it is shown")

Known = Mapping[str, Outcome]


@dataclass(frozen=True)
class Place:
    """One place of a table: a run, or why there is none."""

    label: str
    outcome: Outcome
    run: "Run | None" = None
    short: str = ""
    """In place of the label, where several places are named in one line."""

    @classmethod
    def of(cls, label: str, run: "Run", known: Known | None = None, short: str = "") -> "Place":
        """Return a run's place. known: see `verdict.outcome`."""
        return cls(label, outcome(run, known), run, short or label)

    @property
    def is_recorded(self) -> bool:
        """Whether its run is of another time."""
        return self.run is not None and self.run.recorded is not None

    @property
    def surprise(self) -> str:
        """That the run went otherwise than declared; empty where it did not."""
        return expectation(self.run) if self.run and self.run.expected is False else ""

    def cell(self) -> Cell:
        """Return the outcome's sign and word, and whether it is another one than declared."""
        words = f"{GLYPHS[self.outcome.kind]} {self.outcome.word} {self.surprise}".rstrip()
        return Cell(words, outcome=self.outcome, surprise=self.surprise, recorded=self.is_recorded)

    def marked(self) -> Cell:
        """Return the outcome's sign and word, with "*" in a terminal if recorded."""
        cell = self.cell()
        return cell._replace(words=f"{cell.words} {_MARK}") if self.is_recorded else cell

    def sign(self) -> Cell:
        """Return as little as there can be in a terminal: the glyph, "!" if not as declared, "*" if recorded."""
        marks = "!" * bool(self.surprise) + _MARK * self.is_recorded
        return self.cell()._replace(words=GLYPHS[self.outcome.kind] + marks)


def below(places: Sequence[Place], legend: bool = True, tinted: bool = False) -> dict[str, Any]:
    """Return what stands below a table of these places, as arguments for a Table.

    legend: also what the signs mean. tinted: whether a reader sees in each place that its run is of another time; then
    many such runs are counted and not named.
    """
    once = {(place.outcome.kind, place.outcome.word): place.outcome for place in places}
    listed = [
        ListedRun(
            place.label,
            (f"process {place.run.pid} · " if not place.is_recorded else "") + circumstances(place.run),
            clean(place.run.command),
        )
        for place in places
        if place.run
    ]
    return {
        "legend": list(once.values()) if legend else None,
        "runs": listed,
        "recordings": _recordings(places, tinted),
    }


def _recordings(places: Sequence[Place], tinted: bool) -> str:
    """Say which of the runs know themselves that they are of another time, and of which; nothing if none."""
    by_time: dict[str, dict[str, None]] = {}
    for place in places:
        if place.run is not None and place.run.recorded is not None:
            by_time.setdefault(recording(place.run), {})[place.short] = None
    every = {place.short for place in places if place.run is not None}

    def named(labels: Mapping[str, None]) -> str:
        if labels.keys() == every:
            return "All"
        many = tinted and len(labels) > _MOST_NAMED
        return f"{len(labels)} of {len(every)} runs, on tinted ground ({_MARK})" if many else ", ".join(labels)

    return "; ".join(f"{named(labels)}: {when}, not run here" for when, labels in by_time.items())


def by_version(version: str) -> tuple[list[int], bool]:
    """Sort 3.9 before 3.10, and a free-threaded build after the other one."""
    return [int(number) for number in re.findall(r"\d+", version)], version.endswith("t")
