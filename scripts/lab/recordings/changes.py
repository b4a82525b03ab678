"""What changed between neighbouring versions of CPython, and which of its issues did it.

The issues stand in chapters/version-changes.toml, one table `[[change]]` for each. Each is checked against the
recordings: a table that names a demo which does the same on both versions cannot be used.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scripts.lab import catalogue, expectations
from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest
from scripts.lab.expectations import ExpectedOutcome
from scripts.lab.recordings.alike import likeness, outcome_of, sides
from scripts.lab.recordings.differences import Difference, differences, newest, versions
from scripts.lab.versions import Version

FILE = ROOT / "chapters" / "version-changes.toml"
_FIELDS = ("before", "after", "issue", "what", "demos")


class BadChanges(InvalidRequest):
    """The file of changes cannot be used; the text is one line that names the table and what is wrong."""


class Change(NamedTuple):
    """A change of CPython that makes demos do something else."""

    before: str
    after: str
    """Lines or versions, "3.13" or "3.11.2"; each means the newest that was recorded of it."""
    issue: str
    """"gh-77377"."""
    what: str
    """What changed, in one clause."""
    demos: tuple[str, ...]
    """Each a demo with its arguments; the name alone means all its calls that no change of the step names exactly."""


class Step(NamedTuple):
    """What changed from one version to the next one."""

    before: str
    after: str
    explained: list[tuple[Change, list[Difference]]]
    """Each change of CPython that is known, with the outcomes that it changed."""
    unexplained: list[Difference]
    """Other outcomes that are not the same."""
    words: list[tuple[Change | None, Difference]]
    """Outcomes that are the same but for the wording of what was printed."""


def neighbours(versions: Sequence[str]) -> list[tuple[str, str]]:
    """Give each version with the next newer one, and a free-threaded build with the other build of its line.

    versions: oldest first.
    """
    usual = [one for one in versions if not one.endswith("t")]
    pairs = list(zip(usual, usual[1:], strict=False))
    for one in versions:
        of_its_line = [other for other in usual if Version(other).line == Version(one).line]
        if one.endswith("t") and of_its_line:
            pairs.append((of_its_line[-1], one))
    return pairs


def step(before: str, after: str) -> Step:
    """Give what changed between two recorded versions that are neighbours.

    before, after: full versions. Raises BadChanges where a known change changed nothing, and InvalidRequest where they
    are no neighbours.
    """
    pairs = neighbours(versions())
    known = [(change, _meant(change)) for change in changes()]
    for change, pair in known:
        if pair not in pairs:
            raise BadChanges(f"{_named(change)}: {pair[0]} and {pair[1]} are no neighbours among the recorded versions")
    if (before, after) not in pairs:
        raise InvalidRequest(f"{before} and {after} are no neighbours among the recorded versions")
    return _step((before, after), [change for change, pair in known if pair == (before, after)])


def changes(file: Path | None = None) -> list[Change]:
    """Read the file. Raises BadChanges."""
    try:
        whole = tomllib.loads((file or FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadChanges(f"{FILE.name}: {error}") from None
    return [_change(number, facts) for number, facts in enumerate(whole.get("change", []), start=1)]


def is_alike(one: Difference) -> bool:
    """Tell whether nothing but numbers is different, which differ from run to run."""
    declared = expectations.read(catalogue.find(one.demo).expectations)
    return likeness(one.before, declared)[:-1] == likeness(one.after, declared)[:-1] and is_reworded(one)


def is_reworded(one: Difference) -> bool:
    """Tell whether the outcome is the same but for the wording of what was printed."""
    applying = _applying(one)
    return outcome_of(one.before, applying) == outcome_of(one.after, applying)


def moved(one: Difference) -> list[str]:
    """Name the measurements that lie on the other side of a bound that is declared for one of the two versions."""
    applying = _applying(one)
    before, after = (set(sides(run, applying)) for run in (one.before, one.after))
    return sorted(
        {name for name, _, _ in before ^ after} & one.before.measurements.keys() & one.after.measurements.keys()
    )


def _applying(one: Difference) -> list[ExpectedOutcome]:
    """Give the outcomes that are declared for one of the two runs; the recorded ones were made on Linux."""
    return [
        outcome
        for outcome in expectations.read(catalogue.find(one.demo).expectations).outcomes
        for run in (one.before, one.after)
        if outcome.matches(Version(run.python), run.python.endswith("t"), "linux", run.arguments)
    ]


def _change(number: int, facts: Any) -> Change:
    if not isinstance(facts, dict) or sorted(facts) != sorted(_FIELDS):
        raise BadChanges(f"{FILE.name}: change {number} has to have the fields {', '.join(_FIELDS)} and no others")
    demos = facts["demos"]
    words = [facts[field] for field in _FIELDS[:-1]] + (demos if isinstance(demos, list) else [None])
    if not demos or not all(isinstance(one, str) and one.strip() for one in words):
        raise BadChanges(f"{FILE.name}: change {number} has a field that is no text, or names no demo")
    if not re.fullmatch(r"gh-[1-9]\d*", facts["issue"]):
        raise BadChanges(f"{FILE.name}: change {number} has the issue {facts['issue']!r}: it has to look like gh-77377")
    return Change(**{**facts, "demos": tuple(demos)})


def _step(pair: tuple[str, str], known: Iterable[Change]) -> Step:
    there = [one for one in differences(*pair) if not is_alike(one)]
    found = Step(*pair, explained=[], unexplained=[], words=[])
    by_change: dict[Change, list[Difference]] = {}
    for change in known:
        by_change[change] = []
        for name in change.demos:
            if not any(name in (one.demo, one.command) for one in there):
                raise BadChanges(f"{_named(change)}: {name} does the same on {pair[0]} and {pair[1]}")
    for one in there:
        causes = [change for change in by_change if one.command in change.demos]
        causes = causes or [change for change in by_change if one.demo in change.demos]
        if len(causes) > 1:
            raise BadChanges(f"{_named(causes[1])}: {one.command} is named in two changes")
        if is_reworded(one):
            found.words.append((causes[0] if causes else None, one))
        elif causes:
            by_change[causes[0]].append(one)
        else:
            found.unexplained.append(one)
    found.explained.extend((change, of_this) for change, of_this in by_change.items() if of_this)
    return found


def _meant(change: Change) -> tuple[str, str]:
    try:
        return newest(change.before), newest(change.after)
    except InvalidRequest as error:
        raise BadChanges(f"{_named(change)}: {error}") from None


def _named(change: Change) -> str:
    return f"{FILE.name}: {change.issue}, {change.before} to {change.after}"
