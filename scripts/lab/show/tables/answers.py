"""What several runs printed, in lines `LABEL: TEXT` and `NAME = NUMBER`: a column, or a row, for each run."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.printed import clean
from scripts.lab.show.tables.runs import Place, below
from scripts.lab.show.tables.table import NONE, Cell, Row, Table

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

_SPACE = re.compile(r"(?<!_)_(?!_)")
"""The underscore that stands for a space in the name of a measurement; those of `__main__` do not."""
_SAID = re.compile(r"^([^:=\n]+?)(?:: | = )(.*)$")


def side_by_side(
    runs: Mapping[str, "Run"], title: str, rows: Mapping[str, str] | None = None, compare: bool = True
) -> Displayable:
    """Return a table of what several runs printed: a column for each run, a row for each label they share.

    runs: by the heading of its column. A run says something in lines `LABEL: TEXT` and `NAME = NUMBER`; where one
    comes twice, the last counts. title: what the rows are. rows: which labels, and how to put them; all where nothing
    is given. compare: set an answer in words that differs from the first column's in bold. Raises InvalidRequest
    where no run says anything of the kind.
    """
    said = [_answers(run) for run in runs.values()]
    labels = rows or {label: _SPACE.sub(" ", label) for answers in said for label in answers}
    labels = {label: shown for label, shown in labels.items() if any(label in answers for answers in said)}
    if not labels:
        raise InvalidRequest("the runs printed no line that could be put side by side: `LABEL: TEXT`, `NAME = NUMBER`")
    body = []
    for label, shown in labels.items():
        line = [answers.get(label, NONE) for answers in said]
        body.append(Row(shown, [_cell(answer, differs=compare and answer != line[0]) for answer in line]))
    return _table(runs, title, body, list(runs), "lab-grid lab-beside")


def below_each_other(runs: Mapping[str, "Run"], title: str, columns: Mapping[str, str]) -> Displayable:
    """Return a table of what several runs printed, as `side_by_side` does, but with a row for each run.

    runs: by the heading of its row. title: what the rows are. columns: which labels, and how to put them. A label that
    a run did not print stands as a dash. Raises InvalidRequest where no run says anything of the kind.
    """
    said = {heading: _answers(run) for heading, run in runs.items()}
    if not any(label in answers for answers in said.values() for label in columns):
        raise InvalidRequest(f"the runs printed none of {', '.join(columns)}")
    body = [Row(heading, [_cell(answers.get(label, NONE)) for label in columns]) for heading, answers in said.items()]
    return _table(runs, title, body, list(columns.values()), "lab-grid lab-beside lab-rows")


def _table(runs: Mapping[str, "Run"], title: str, body: list[Row], columns: list[str], look: str) -> Displayable:
    listed = below([Place.of(heading, run) for heading, run in runs.items()], legend=False)
    return Table(title=title, rows=body, columns=[title, *columns], look=look, **listed).shown()


def _answers(run: "Run") -> dict[str, str]:
    found = [match.groups() for line in clean(run.stdout).splitlines() if (match := _SAID.match(line))]
    return {label: answer.strip() for label, answer in found}


def _cell(answer: str, differs: bool = False) -> Cell:
    amount = bool(re.fullmatch(r"-?[\d.]+", answer))
    return Cell(answer, amount=amount, strong=differs and not amount)
