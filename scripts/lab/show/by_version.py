"""What each demo did on each version that was recorded: what the picture and the tables of versions show."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scripts.lab.catalogue import Demo
from scripts.lab.errors import InvalidRequest
from scripts.lab.recordings import files
from scripts.lab.recordings.calls import Call, calls, outdated
from scripts.lab.recordings.differences import versions
from scripts.lab.sections import find, shows, title
from scripts.lab.show.verdict import Outcome, outcome

MEANING = {
    "good": "exited 0",
    "failed": "an error, in the program or its child",
    "killed": "killed by a signal, itself or its child",
    "deadlocked": "deadlocked",
    "waiting": "still waited or worked at its time limit",
    "limit": "ended at a limit",
    "absent": "not recorded",
}
"""What a kind of outcome is, where many are told by their kind alone."""

_WORST = ("", "failed", "killed", "deadlocked")
"""The kinds of outcomes that a hazard has, the worst last."""


@dataclass(frozen=True)
class Line:
    """A demo with some arguments, and its outcome by version."""

    call: Call
    outcomes: dict[str, Outcome]

    @property
    def demo(self) -> Demo:
        """The demo."""
        return self.call.demo

    @property
    def kinds(self) -> list[str]:
        """The kinds of its outcomes, in the order of the versions."""
        return [one.kind for one in self.outcomes.values()]


def lines() -> list[Line]:
    """Give all calls with their outcomes. Raises InvalidRequest where nothing is recorded."""
    found = [Line(call, {version: outcome(run) for version, run in call.runs.items()}) for call in calls()]
    if not found:
        raise InvalidRequest("nothing is recorded: python -m scripts record")
    return found


def columns() -> list[str]:
    """Give the recorded versions, oldest first, and free-threaded builds behind all others."""
    return sorted(versions(), key=lambda version: version.endswith("t"))


def when_and_where() -> str:
    """Say on which days and machines the runs were recorded: "Recorded 2026-03-01 on Linux 6.1, x86_64."."""
    places = {f"{one.date} on {one.place}": None for one in files.interpreters().values()}
    changed = outdated()
    left_out = f" Left out, because they were changed since then: {', '.join(changed)}." if changed else ""
    return f"Recorded {'; '.join(places)}.{left_out}"


def telling(found: Iterable[Line]) -> list[Line]:
    """Choose a line of each demo: that with the most kinds of outcomes, or else with the worst, or else the first."""
    by_demo: dict[str, list[Line]] = {}
    for one in found:
        by_demo.setdefault(one.demo.name, []).append(one)
    return [max(of_one, key=_news) for of_one in by_demo.values()]


def _news(one: Line) -> tuple[int, int]:
    return len(set(one.kinds)), max(_WORST.index(kind) if kind in _WORST else 0 for kind in one.kinds)


def by_hazard(found: Iterable[Line]) -> dict[str, list[Line]]:
    """Sort lines under the titles of the hazards' own chapters; see `_heading` for a hazard that has none."""
    headings: dict[str, str] = {}
    groups: dict[str, list[Line]] = {}
    for one in found:
        hazard = one.demo.hazard
        if hazard not in headings:
            headings[hazard] = _heading(one.demo)
        groups.setdefault(headings[hazard], []).append(one)
    return groups


def _heading(demo: Demo) -> str:
    """Give the title of the page that a demo belongs to: its hazard's own chapter, or else the page that shows it."""
    section = shows(demo) if find(f"{demo.hazard}.md") is None else None
    return title(section.page if section else demo.hazard)


def stretches(one: Line, order: Sequence[str]) -> Iterator[tuple[list[str], Outcome | None]]:
    """Give neighbouring versions with the same outcome together; None for what is not recorded."""
    held: list[str] = []
    for version in order:
        if held and _look(one.outcomes.get(held[-1])) != _look(one.outcomes.get(version)):
            yield held, one.outcomes.get(held[-1])
            held = []
        held.append(version)
    if held:
        yield held, one.outcomes.get(held[-1])


def _look(found: Outcome | None) -> tuple[str, str] | None:
    return (found.kind, found.word) if found else None
