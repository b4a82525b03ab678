"""Every demo with each of its arguments on every recorded version, in words, a fold for each hazard."""

from collections.abc import Sequence

from scripts.lab.catalogue import Demo
from scripts.lab.sections import shows
from scripts.lab.show.by_version import Line, by_hazard, columns, lines, stretches, when_and_where
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.files import file
from scripts.lab.show.html import rendered
from scripts.lab.show.printed import counted
from scripts.lab.show.tables.table import NONE, aligned
from scripts.lab.show.verdict import GLYPHS


def version_tables() -> Displayable:
    """Return a folded table for each hazard: what each call of each demo did on each version, from the recordings.

    A word counts for all versions over which it stretches. Raises InvalidRequest where nothing is recorded.
    """
    order, groups = columns(), by_hazard(lines())
    folds = [{"title": hazard, "note": _note(group), "demos": _demos(group, order)} for hazard, group in groups.items()]
    return Displayable(
        rendered("tables/versions.html", order=order, folds=folds, when=when_and_where()), _text(order, groups)
    )


def _note(group: Sequence[Line]) -> str:
    demos, same = len({one.demo.name for one in group}), sum(len(set(one.outcomes.values())) == 1 for one in group)
    return f"{counted(demos, 'demo')}, {counted(len(group), 'call')}, {same} of them the same on each version"


def _demos(group: Sequence[Line], order: Sequence[str]) -> list[dict[str, object]]:
    """Give each demo with the rows of its calls."""
    by_demo: dict[Demo, list[Line]] = {}
    for one in group:
        by_demo.setdefault(one.demo, []).append(one)
    return [
        {
            "file": file(str(demo.path))._replace(name=demo.name.partition("/")[2]),
            "section": shows(demo),
            "rows": [
                (
                    " ".join(one.call.arguments) or "no arguments",
                    [(len(held), found) for held, found in stretches(one, order)],
                )
                for one in of_demo
            ],
        }
        for demo, of_demo in by_demo.items()
    ]


def _text(order: Sequence[str], groups: dict[str, list[Line]]) -> str:
    parts = []
    for hazard, group in groups.items():
        rows = [[hazard, *order]]
        for one in group:
            found = [one.outcomes.get(version) for version in order]
            rows.append([one.call.words, *(f"{GLYPHS[of.kind]} {of.word}" if of else NONE for of in found)])
        parts.append(aligned(rows))
    return "\n\n".join([*parts, when_and_where()])
