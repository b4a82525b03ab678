"""Entries of the index by symptom: a group of them on its page, what a message means, and the lines that end a card."""

import os
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.lab.catalogue import ROOT
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.printed import clean
from scripts.lab.symptom_index import index
from scripts.lab.symptom_index.index import Symptom
from scripts.lab.symptom_index.sightings import Sighting, sighting

if TYPE_CHECKING:
    from scripts.lab.records.diagnosis import Diagnosis
    from scripts.lab.records.evidence import Thread
    from scripts.lab.records.run import Run

MOST_IN_A_CARD = 2
_WIDTH = 100
_LONGEST_LINE = 200
_MOST_PRINTED = 50_000


@dataclass(frozen=True)
class Entry:
    """What is said of one entry: all of it is clean text."""

    id: str
    words: str
    """What a reader sees, in words; empty where the line says it."""
    line: str
    """The line of a recorded run, or the message that no demo prints."""
    shows: str
    """What a recorded run shows where no line does: its verdict and its headline."""
    versions: str
    origin: str
    cure: str
    title: str
    """Of the section that explains it."""
    file: str
    section: str
    """Where the section is, from a page in chapters/."""
    commands: list[str]

    @property
    def when(self) -> str:
        """On which versions it was seen, as a sentence."""
        return f"{self.versions[:1].upper()}{self.versions[1:]}." if self.versions else ""

    @property
    def heading(self) -> str:
        """What names the entry in one line."""
        return self.words or self.line


class Pointer:
    """One line at the end of a card: an entry, and where it stands."""

    def __init__(self, symptom: Symptom) -> None:
        self.words = clean(symptom.words or symptom.prints[0])
        self.cure = clean(symptom.cure)
        self.title = clean(symptom.section.title)
        self.file = symptom.section.file
        self.target = _target(symptom.id)

    def __str__(self) -> str:
        return f"{self.words}: {self.cure} ({self.file}, {self.title!r})"


def symptoms(group: str) -> Displayable:
    """Show the entries of a group: "hangs", "crashes", "error", "warning", "memory" or "results".

    Raises BadSymptoms where the index cannot be used, or a recorded run does not show what an entry says.
    """
    from scripts.lab.show.html import rendered

    entries = [entry(one) for one in index.symptoms(group)]
    for one, made in zip(index.symptoms(group), entries, strict=True):
        if one.runs and not made.versions:
            raise index.BadSymptoms(f"symptom {one.id!r}: nothing is recorded of {', '.join(one.runs)}")
    html = rendered("cards/symptoms.html", entries=entries, group=index.GROUPS[group])
    return Displayable(html, "\n\n".join(_lines(one) for one in entries))


def entry(symptom: Symptom) -> Entry:
    """Put an entry into words, with what the recorded runs show of it."""
    seen = sighting(symptom)
    # Where nothing is recorded, as after a change of a demo, the fragment by which its line is found has to do.
    line = seen.line or (symptom.prints[0] if symptom.prints and not symptom.words else "")
    words = symptom.words
    if symptom.origin:
        line, words = words, ""
    return Entry(
        id=symptom.id,
        words=clean(words),
        line=_cut(clean(line)),
        shows="" if seen.line else _shows(seen),
        versions=seen.versions(),
        origin=clean(symptom.origin),
        cure=clean(symptom.cure),
        title=clean(symptom.section.title),
        file=symptom.section.file,
        section=symptom.section.target,
        commands=symptom.commands,
    )


def as_text(found: Sequence[Symptom]) -> str:
    """Return what a message means, for a terminal."""
    return "\n\n".join(_lines(entry(one)) for one in found)


def as_json(found: Sequence[Symptom]) -> list[dict[str, Any]]:
    """Return what a message means, as plain values."""
    return [_facts(one) for one in found]


def of_run(run: "Run") -> list[Pointer]:
    """Return the entries that a run matches: by what it printed, and by what it was found to wait for."""
    hangs = run.verdict not in ("exited", "killed")
    return _pointers(run.printed[-_MOST_PRINTED:], _sentences(run.headline, run.evidence) if hangs else [])


def of_diagnosis(seen: "Diagnosis") -> list[Pointer]:
    """Return the entries that a diagnosis matches by its headline and by what its threads wait for."""
    if seen.verdict in ("running", "idle"):
        return []
    return _pointers("", _sentences(seen.headline, seen.evidence))


def _pointers(printed: str, sentences: Sequence[str]) -> list[Pointer]:
    """Return a few entries that fit; none where the index cannot be used, because a card must not fail for that."""
    try:
        found = [*index.matching(printed), *index.found_in(*sentences)]
    except index.BadSymptoms:
        return []
    return [Pointer(one) for one in dict.fromkeys(found)][:MOST_IN_A_CARD]


def _sentences(headline: str | None, threads: Iterable["Thread"]) -> list[str]:
    """Return what was found in words: the headline, and for each thread its stack, which names the functions."""
    stacks = [
        " < ".join(f"{frame.function} ({frame.file}:{frame.line})" for frame in thread.stack or ())
        for thread in threads
    ]
    return [headline or "", *stacks]


def _shows(seen: Sighting) -> str:
    if seen.run is None:
        return ""
    verdict = seen.run.verdict.replace("-", " ").upper()
    return clean(f"{verdict}: {seen.run.headline or 'it does not end by itself'}").replace("`", "")


def _facts(symptom: Symptom) -> dict[str, Any]:
    seen, said = sighting(symptom), entry(symptom)
    return {
        "id": symptom.id,
        "group": symptom.group,
        "symptom": said.heading,
        "line": seen.line or None,
        "seen": seen.seen,
        "not_seen": seen.unseen,
        "from": symptom.origin or None,
        "section": {"title": said.title, "file": said.file, "address": symptom.address},
        "cure": symptom.cure,
        "commands": symptom.commands,
        "page": symptom.target,
    }


def _lines(said: Entry) -> str:
    parts = [said.heading]
    if said.words and said.line:
        parts.append(f"  printed   {said.line}")
    if said.shows:
        parts.append(f"  shown by  {said.shows}")
    if said.versions:
        parts.append(f"  versions  {said.versions}")
    if said.origin:
        parts.append(f"  from      {said.origin}; no program of this book prints it")
    parts.append(f"  read      {said.title}, in {said.file}")
    parts.append(f"  do        {said.cure}")
    if said.commands:
        parts.append(f"  see it    {said.commands[0]}")
    return "\n".join(line for part in parts for line in _wrapped(part))


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, _WIDTH, subsequent_indent=" " * 12, break_long_words=False, break_on_hyphens=False) or [
        ""
    ]


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + " ⋯"


def _target(identifier: str) -> str | None:
    """Return where the entry is, from the directory of the cell: a page of the site, or the chapter's own file."""
    kind = ".html" if os.environ.get("BOOK_BUILD") else ".md"
    try:
        page = os.path.relpath(ROOT / "chapters" / f"{index.PAGE}{kind}")
    except OSError:  # the directory is gone
        return None
    return f"{Path(page).as_posix()}#{identifier}"
