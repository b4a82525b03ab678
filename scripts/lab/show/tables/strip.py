"""A demo by version in one line, from the recordings: for the top of a page."""

from scripts.lab import catalogue
from scripts.lab.recordings.lookup import in_words, recorded_runs
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.tables.runs import Known, Place
from scripts.lab.show.tables.table import Row, Table
from scripts.lab.show.verdict import Outcome, recording


def strip(demo: str, *arguments: str, measured: str = "", unit: str = "", known: Known | None = None) -> Displayable:
    """Return a demo's outcomes, as they were recorded, each with the versions that gave it.

    measured: the name of a measurement, for a demo about a cost: its range on all versions, with its unit in words,
    takes the place of the outcomes. known: see `verdict.outcome`. Raises InvalidRequest for an unknown demo.
    """
    found = catalogue.find(demo)
    runs = recorded_runs(found.name, *arguments)
    amounts = [run.measurements[measured] for run in runs if measured in run.measurements]
    cost = Outcome("limit", f"{_span(amounts)} {unit}", "") if amounts else None
    by_outcome: dict[tuple[str, str], list[Place]] = {}
    for run in runs:
        place = Place(run.python, cost, run) if cost else Place.of(run.python, run, known)
        by_outcome.setdefault((place.outcome.kind, place.outcome.word), []).append(place)
    times = {recording(run): None for run in runs}
    return Table(
        title=f"{' '.join([found.name, *arguments])}, by version of CPython",
        rows=[Row(in_words(one.label for one in places), [places[0].cell()]) for places in by_outcome.values()],
        template="tables/strip.html",
        footing="; ".join(times) or "not recorded",
    ).shown()


def _span(amounts: list[int | float]) -> str:
    least, most = min(amounts), max(amounts)
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"
