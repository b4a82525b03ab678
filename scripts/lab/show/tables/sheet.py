"""The verdict sheet: one row for each demo, one column for each version, to be printed before a workshop."""

from collections.abc import Sequence

from scripts.lab.show.by_version import MEANING, Line, by_hazard, columns, lines, stretches, telling, when_and_where
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.html import rendered
from scripts.lab.show.printed import counted
from scripts.lab.show.tables.table import NONE, aligned
from scripts.lab.show.verdict import GLYPHS, Outcome


def verdict_sheet() -> Displayable:
    """Return what each demo did on each version, from the recordings alone, with a button that prints it.

    A demo with several arguments has one row: see `telling`. Raises InvalidRequest where nothing is recorded.
    """
    order, groups = columns(), by_hazard(telling(lines()))
    folds = [
        {
            "title": hazard,
            "note": counted(len(group), "demo"),
            "rows": [(one.call.words, [(len(held), found) for held, found in stretches(one, order)]) for one in group],
        }
        for hazard, group in groups.items()
    ]
    html = rendered("tables/sheet.html", order=order, folds=folds, when=when_and_where(), legend=_legend())
    return Displayable(html, _text(order, groups))


def _legend() -> str:
    return "; ".join(f"{GLYPHS[kind]} {says}" for kind, says in MEANING.items())


def _text(order: Sequence[str], groups: dict[str, list[Line]]) -> str:
    parts = []
    for hazard, group in groups.items():
        rows = [[one.call.words, *(_cell(one.outcomes.get(version)) for version in order)] for one in group]
        parts.append(aligned([[hazard, *order], *rows]))
    return "\n\n".join([*parts, _legend(), when_and_where()])


def _cell(found: Outcome | None) -> str:
    return f"{GLYPHS[found.kind]} {found.word}" if found else NONE
