"""What changed from one version of CPython to the next one, with the issue that did it."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scripts.lab.catalogue import find
from scripts.lab.recordings.alike import said
from scripts.lab.recordings.changes import Change, Step, moved, step
from scripts.lab.recordings.differences import Difference, newest
from scripts.lab.records.run import Run
from scripts.lab.sections import Section, shows
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.html import rendered
from scripts.lab.show.printed import counted
from scripts.lab.show.verdict import headline

UNKNOWN = "No issue is known to us"
_LONGEST = 110
_OPEN = 3
"""So many sentences stand open; more are folded."""


class Sentence(NamedTuple):
    """What a call does before and after."""

    command: str
    says: str
    section: Section | None


class Group(NamedTuple):
    """The sentences of one cause."""

    cause: str
    issue: str
    """"77377"; empty where no issue is known."""
    sentences: list[Sentence]
    is_open: bool

    @property
    def number(self) -> str:
        """How many outcomes changed."""
        return counted(len(self.sentences), "outcome")


def version_changes(before: str, after: str) -> Displayable:
    """Return what changed between two neighbouring versions, each with its issue where one is known.

    before, after: "3.13", "3.11.2". Raises InvalidRequest where they are no neighbours among the recorded versions, and
    where chapters/version-changes.toml names a change that changed nothing.
    """
    found = step(newest(before), newest(after))
    groups = [_group(change, of_this) for change, of_this in found.explained]
    if found.unexplained:
        groups.append(_group(None, found.unexplained))
    words = [_sentence(one, change) for change, one in found.words]
    return Displayable(
        rendered("version_changes.html", step=found, groups=groups, words=words), _text(found, groups, words)
    )


def _group(change: Change | None, found: Sequence[Difference]) -> Group:
    sentences = [_sentence(one) for one in found]
    number = change.issue.removeprefix("gh-") if change else ""
    return Group(change.what if change else UNKNOWN, number, sentences, len(sentences) <= _OPEN)


def _sentence(one: Difference, change: Change | None = None) -> Sentence:
    section, says = shows(find(one.demo)), told(one)
    return Sentence(one.command, f"{says} ({change.issue}: {change.what})" if change else says, section)


def told(one: Difference) -> str:
    """Say in words what a call does on the two versions."""
    before, after = (_brief(run) for run in (one.before, one.after))
    on = one.before.python, one.after.python
    if before != after:
        return f"{before} on {on[0]}; {after} on {on[1]}"
    lines = _only_in(one.before, one.after), _only_in(one.after, one.before)
    if any(lines):
        parts = [f"“{line}” on {version}" for line, version in zip(lines, on, strict=True) if line]
        return f"{before} on both; prints {', and '.join(parts)}"
    measured = [(name, *(_plain(run.measurements[name]) for run in (one.before, one.after))) for name in moved(one)]
    numbers = [f"{name} = {before} on {on[0]} and {after} on {on[1]}" for name, before, after in measured]
    return "; ".join([f"{before} on both", *numbers[:2]])


def _brief(run: Run) -> str:
    """Say how a run ended, without its time: "exited 1 with RuntimeError"."""
    verdict, addition = headline(run)
    word, space, rest = verdict.partition(" ")
    return re.sub(r" after [\d.]+ s$", "", word.lower() + space + rest) + addition


def _plain(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 1000 else f"{number:g}"


def _only_in(run: Run, other: Run) -> str:
    """Give the first line that only one of two runs printed, on standard output if possible."""
    for stream in ("stdout", "stderr"):
        there = {likeness for _, likeness in said(getattr(other, stream))}
        for line, likeness in said(getattr(run, stream)):
            if likeness not in there:
                return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ⋯"
    return ""


def _text(step: Step, groups: Iterable[Group], words: Sequence[Sentence]) -> str:
    lines = []
    for group in groups:
        lines.append(f"{group.cause}{f' (gh-{group.issue})' if group.issue else ''}: {group.number}")
        lines += [f"  {one.command}: {one.says}" for one in group.sentences]
    if words:
        lines.append(f"Only other words: {counted(len(words), 'outcome')}")
        lines += [f"  {one.command}: {one.says}" for one in words]
    return "\n".join(lines) or f"Each demo does on {step.after} what it did on {step.before}."
