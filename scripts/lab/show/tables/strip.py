"""A demo by version in one line, from the recordings: for the top of a page."""

from scripts.lab import catalogue
from scripts.lab.recordings.lookup import in_words, recorded_runs
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.tables.runs import Known, Place
from scripts.lab.show.tables.table import Row, Table
from scripts.lab.show.verdict import Outcome, recording


def strip(demo: str, *arguments: str, measured: str = "", unit: str = "", known: Known | None = None) -> Displayable:
    """Return a demo's outcomes, as they were recorded, each with the versions that gave it.

    measured: the name of a measurement whose range is to stand behind each outcome's word, with its unit.
    known: see `verdict.outcome`. Raises InvalidRequest for an unknown demo.
    """
    found = catalogue.find(demo)
    by_outcome: dict[Outcome, list[Place]] = {}
    for run in recorded_runs(found.name, *arguments):
        place = Place.of(run.python, run, known)
        by_outcome.setdefault(Outcome(place.outcome.kind, place.outcome.word, ""), []).append(place)
    rows = []
    for places in by_outcome.values():
        runs = [place.run for place in places if place.run]
        amounts = [run.measurements[measured] for run in runs if measured in run.measurements]
        words = f": {_span(amounts)} {unit}" if amounts else ""
        rows.append(Row(in_words(run.python for run in runs), [places[0].cell()], when=words))
    times = {recording(place.run): None for places in by_outcome.values() for place in places if place.run}
    return Table(
        title=f"{' '.join([found.name, *arguments])}, by version of CPython",
        rows=rows,
        template="tables/strip.html",
        footing="; ".join(times) or "This program has not been recorded.",
    ).shown()


def _span(amounts: list[int | float]) -> str:
    least, most = min(amounts), max(amounts)
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"
