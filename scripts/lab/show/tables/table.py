"""One table, on a page and in a terminal; every other module of this room says what stands in one.

A new table is a function that gives `Table(…).shown()`, and its name in scripts/lab/__init__.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scripts.lab.show.displayable import Displayable
from scripts.lab.show.html import rendered
from scripts.lab.show.verdict import GLYPHS, Outcome

NONE = "–"
"""What stands where nothing was said or measured."""


class Cell(NamedTuple):
    """One place of a table. A page sets an amount to the right and what is strong in bold."""

    words: str
    """What a terminal shows, and a page where there is no outcome."""
    amount: bool = False
    strong: bool = False
    outcome: Outcome | None = None
    """A page shows its shape, colour and word."""
    recorded: bool = False
    """Whether it is of another time; a page says so to an eye and to an ear."""
    surprise: str = ""
    """That the run went otherwise than declared, for a page: a terminal has it among the words."""


class Bar(NamedTuple):
    """A bar behind a row, and the part of it that is set off: each a share of the longest bar."""

    whole: float
    part: float


class Row(NamedTuple):
    """A heading and its cells."""

    heading: str
    cells: Sequence[Cell]
    bar: Bar | None = None
    when: str = ""
    """When and where it was, for a run of another time."""


class ListedRun(NamedTuple):
    """A run in the fold below a table."""

    label: str
    facts: str
    command: str


@dataclass(frozen=True)
class Table:
    """Rows below their column's headings, and what stands below them all."""

    title: str
    """For a reader who hears the table instead of seeing it."""
    rows: Sequence[Row]
    columns: Sequence[str] = ()
    """The heading of each column, that of the rows' headings first; none for a table of facts."""
    over_columns: str = ""
    """A heading over all columns but the first."""
    look: str = "lab-grid"
    """The table's classes in lab.css."""
    template: str = "tables/table.html"
    bars: Sequence[str] = ()
    """What a bar is, and what its part is, where rows have one."""
    amounts_from: int | None = None
    """The first column that a terminal sets to the right."""
    legend: Sequence[Outcome] | None = None
    """The outcomes whose signs are explained below the table, each once."""
    runs: Sequence[ListedRun] | None = None
    """Those whose command and process id stand in a fold below the table."""
    recordings: str = ""
    """Which of them are of another time."""
    footing: str = ""

    def shown(self) -> Displayable:
        """Return the table for a page and for a terminal."""
        return Displayable(rendered(self.template, table=self), self._text())

    def _text(self) -> str:
        lines = [[row.heading, *(cell.words for cell in row.cells)] for row in self.rows]
        for line, row in zip(lines, self.rows, strict=True):
            line[-1] += f" ({row.when})" if row.when else ""
        if self.columns:
            first = f"{self.columns[0]} \\ {self.over_columns}" if self.over_columns else self.columns[0]
            lines.insert(0, [first, *self.columns[1:]])
        parts = [aligned(lines, self.amounts_from)]
        if self.legend is not None:
            parts.append("\n".join(f"{GLYPHS[one.kind]} {one.word}: {one.says}" for one in self.legend))
        if self.runs is not None:
            details = [f"{run.label}: {run.facts}\n    $ {run.command}" for run in self.runs]
            parts.append("\n".join([*([self.recordings] if self.recordings else []), *details]))
        if self.footing:
            parts.append(self.footing)
        return "\n\n".join(parts)


def aligned(lines: Sequence[Sequence[str]], amounts_from: int | None = None) -> str:
    """Return lines of cells as columns, to the left, but from column `amounts_from` on to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    first_amount = len(widths) if amounts_from is None else amounts_from
    padded = [
        [
            cell.ljust(width) if place < first_amount else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        for line in lines
    ]
    return "\n".join("  ".join(line).rstrip() for line in padded)
