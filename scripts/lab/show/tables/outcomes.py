"""How each of many runs ended: a program on several interpreters, several programs, or a run in every cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scripts.lab.show.displayable import Displayable
from scripts.lab.show.tables.runs import ABSENT, NOT_RUN, RECORDED, Known, Place, below, by_version
from scripts.lab.show.tables.table import Row, Table

if TYPE_CHECKING:
    from scripts.lab.records.run import Run


@dataclass(frozen=True)
class Everywhere:
    """The runs of one demo, by version."""

    runs: Sequence["Run"]
    """Those that were just made."""
    absent: Sequence[str]
    """The lines of CPython of which there is no run."""
    recorded: Sequence["Run"] = ()
    """The recorded runs of versions that are not here."""
    known: Known | None = None


@dataclass(frozen=True)
class ByVersion:
    """Several programs on every interpreter: each program's runs, in the order of the versions. See `Everywhere`."""

    runs: Mapping[str, Sequence["Run"]]
    absent: Sequence[str]
    recorded: Mapping[str, Sequence["Run"]] = field(default_factory=dict)
    known: Known | None = None

    @property
    def every(self) -> dict[str, list["Run"]]:
        """Each program's runs, those that were just made and the recorded ones."""
        return {words: [*runs, *self.recorded.get(words, ())] for words, runs in self.runs.items()}


def across(
    runs: Iterable["Run"],
    absent: Iterable[str] = (),
    recorded: Iterable["Run"] = (),
    known: Known | None = None,
) -> Displayable:
    """Return a strip of the same program's runs, by version; commands and process ids in a fold below it.

    absent: versions that this machine does not have ("3.8"). recorded: runs of another time or place, which
    are shown with their date. known: see `verdict.outcome`.
    """
    places = [Place.of(run.python, run, known) for run in runs]
    places += [Place.of(run.python, run, known) for run in recorded]
    places += [Place(version, ABSENT) for version in absent]
    places.sort(key=lambda place: by_version(place.label))
    return Table(
        title="the same program, by version of CPython",
        rows=[Row(place.label, [place.cell()], when=RECORDED if place.is_recorded else "") for place in places],
        template="tables/across.html",
        **below(places),
    ).shown()


def grid(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], "Run | None"],
    row_title: str,
    column_title: str,
    known: Known | None = None,
) -> Displayable:
    """Return a table of runs, each with its outcome; commands and process ids in a fold below it.

    cells: by (row, column); None, or no entry, for what was not run. known: see `verdict.outcome`.
    """

    def place(row: str, column: str) -> Place:
        label = f"{row_title} {row}, {column_title} {column}"
        run = cells.get((row, column))
        return Place.of(label, run, known) if run else Place(label, NOT_RUN)

    places = {row: [place(row, column) for column in columns] for row in rows}
    return Table(
        title=f"{row_title}, {column_title}",
        rows=[Row(row, [one.marked() for one in line]) for row, line in places.items()],
        columns=[row_title, *columns],
        over_columns=column_title,
        **below([one for line in places.values() for one in line], tinted=True),
    ).shown()


def signs(
    programs: Mapping[str, Sequence["Run"]],
    absent: Iterable[str] = (),
    recorded: Mapping[str, Sequence["Run"]] | None = None,
    known: Known | None = None,
) -> Displayable:
    """Return a table of several programs' runs by version, each run a sign alone, which the legend explains.

    programs: the runs by what each program does, one a version. recorded: likewise. absent, known: see `across`.
    """
    programs = {words: [*runs, *(recorded or {}).get(words, ())] for words, runs in programs.items()}
    versions = {run.python for runs in programs.values() for run in runs}
    columns = sorted(versions | set(absent), key=by_version)
    places: dict[str, list[Place]] = {}
    for words, runs in programs.items():
        ran = {run.python: Place.of(f"{words}, {run.python}", run, known, run.python) for run in runs}
        places[words] = [ran.get(version) or Place(f"{words}, {version}", ABSENT) for version in columns]
    return Table(
        title="program, by version of CPython",
        rows=[Row(words, [one.sign() for one in line]) for words, line in places.items()],
        columns=["the program", *columns],
        look="lab-grid lab-signs",
        **below([one for line in places.values() for one in line]),
    ).shown()
