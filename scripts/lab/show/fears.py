"""What hangs, crashes or fails on each version, and which systems ship it."""

from collections.abc import Sequence
from typing import NamedTuple

from scripts.lab.recordings.changes import neighbours
from scripts.lab.recordings.differences import versions
from scripts.lab.sections import Section, shows
from scripts.lab.show.by_version import Line, columns, lines
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.html import rendered
from scripts.lab.show.tables.table import NONE, aligned
from scripts.lab.systems import SYSTEMS, nearest

GROUPS = {"deadlocked": "hang", "killed": "crash", "failed": "fail"}
"""The kinds of outcomes to fear, and what such programs do."""


class Fear(NamedTuple):
    """A demo that goes wrong on a version."""

    demo: str
    summary: str
    """The first line of its docstring."""
    section: Section | None
    calls: tuple[str, ...]
    """With which arguments, where not with all."""


class OnVersion(NamedTuple):
    """What to fear on one version."""

    version: str
    anchor: str
    newer: str
    """The next newer version; of a free-threaded build the other build of its line. Empty for the newest."""
    only_here: list[tuple[str, list[Fear]]]
    """By what the programs do: those that end otherwise on `newer`."""
    all: list[tuple[str, list[Fear]]]

    @property
    def note(self) -> str:
        """How many programs do what."""
        return ", ".join(f"{len(fears)} {does}" for does, fears in self.all)


def version_fears() -> Displayable:
    """Return a fold for each version, newest first: which demos hang, crash and fail on it, from the recordings.

    First come those that end otherwise on the next newer version. Raises InvalidRequest where nothing is recorded.
    """
    found, order = lines(), columns()
    usual = [one for one in order if not one.endswith("t")]
    newest_first = [*reversed(usual), *(one for one in order if one.endswith("t"))]
    next_one = dict(zip(usual, usual[1:], strict=False))
    next_one |= {after: before for before, after in neighbours(order) if after.endswith("t")}
    folds = [_on(version, next_one.get(version, ""), found) for version in newest_first]
    return Displayable(rendered("fears.html", folds=folds), "\n\n".join(_text(one) for one in folds))


def shipped_pythons() -> Displayable:
    """Return a table of systems, the Python that each ships, and which recorded version speaks for it."""
    recorded = versions()
    rows = [(one, nearest(one.python, recorded)) for one in SYSTEMS]
    html = rendered("systems.html", rows=[(one, near, _anchor(near or "")) for one, near in rows])
    heads = ["system", "its python3", "read below", "source"]
    lines = [[one.name, one.python, near or NONE, f"{one.source}; read {one.read}"] for one, near in rows]
    return Displayable(html, aligned([heads, *lines]))


def _on(version: str, newer: str, found: Sequence[Line]) -> OnVersion:
    here = [one for one in found if version in one.outcomes]
    changed = [one for one in here if newer in one.outcomes and one.outcomes[newer].kind != one.outcomes[version].kind]
    return OnVersion(version, _anchor(version), newer, _grouped(version, changed, here), _grouped(version, here, here))


def _grouped(version: str, chosen: Sequence[Line], here: Sequence[Line]) -> list[tuple[str, list[Fear]]]:
    groups = []
    for kind, does in GROUPS.items():
        by_demo: dict[str, list[Line]] = {}
        for one in chosen:
            if one.outcomes[version].kind == kind:
                by_demo.setdefault(one.demo.name, []).append(one)
        if by_demo:
            groups.append(
                (does, [_fear(of, sum(one.demo.name == name for one in here)) for name, of in by_demo.items()])
            )
    return groups


def _fear(of_demo: Sequence[Line], of_all: int) -> Fear:
    demo = of_demo[0].demo
    words = tuple(" ".join(one.call.arguments) or "no arguments" for one in of_demo)
    return Fear(demo.name, demo.summary, shows(demo), words if len(words) < of_all else ())


def _anchor(version: str) -> str:
    return f"on-{version.replace('.', '-')}"


def _text(one: OnVersion) -> str:
    parts = [f"CPython {one.version}: {one.note}"]
    for does, fears in one.only_here:
        parts.append(f"  {does}, and not on {one.newer}: " + "; ".join(fear.demo for fear in fears))
    for does, fears in one.all:
        parts.append(f"  {does}: " + "; ".join(fear.demo for fear in fears))
    return "\n".join(parts)
