"""The index itself: chapters/symptoms.toml, read and checked. Its first lines explain the fields."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scripts.lab import catalogue, sections
from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest
from scripts.lab.sections import Section
from scripts.lab.symptom_index.words import Pattern, matches, rare_words, words

FILE = ROOT / "chapters" / "symptoms.toml"
PAGE = "find-your-symptom"
GROUPS = {
    "hangs": "It hangs",
    "crashes": "It crashes",
    "error": "An error says",
    "warning": "A warning says",
    "memory": "Memory grows",
    "results": "Results are wrong",
}
"""The groups, by the words in which a reader would say it."""
GAP = "…"
"""Stands for any words in a fragment."""


class BadSymptoms(InvalidRequest):
    """The index cannot be used; the text is one line that names the entry and what is wrong."""


@dataclass(frozen=True)
class Symptom:
    """One entry: what a reader sees, and where it is explained."""

    id: str
    """Its anchor on the page."""
    group: str
    runs: tuple[str, ...]
    """Demos with their arguments, as behind `python -m scripts run`; the first one shows it best."""
    prints: tuple[str, ...]
    """Fragments of the line in a recorded run, "…" for any words; several where versions differ."""
    words: str
    """What a reader sees, in words: where no line tells, and where no demo prints the message."""
    origin: str
    """Where the message comes from, if no demo prints it."""
    section: Section
    address: str
    """Of the section: "lock-inheritance.md#why"."""
    cure: str
    also: tuple[str, ...] = ()
    """Other forms in which it is pasted."""
    must: tuple[str, ...] = ()
    """What a pasted text has to contain as it stands."""
    found: str = ""
    """A regular expression for what a run or a diagnosis found, in words."""

    @property
    def target(self) -> str:
        """Its place on the site, relative to the site's folder."""
        return f"chapters/{PAGE}.html#{self.id}"

    @property
    def commands(self) -> list[str]:
        """What shows it, as a reader would type it."""
        return [shown(one) for one in self.runs]

    @property
    def patterns(self) -> list[Pattern]:
        """The forms of its message, as `matching` compares them."""
        forms = [*self.prints, *self.also, *([self.words] if self.words else [])]
        return [Pattern(self.id, frozenset(found), self.must) for form in forms if (found := words(form))]


def shown(run: str) -> str:
    """Give a demo with its arguments as a command."""
    demo, *arguments = run.split()
    return " ".join(["python -m scripts run", demo, *(["--", *arguments] if arguments else [])])


def symptoms(group: str | None = None) -> list[Symptom]:
    """List the entries, in the file's order; those of one group where it is given. Raises BadSymptoms."""
    if group is not None and group not in GROUPS:
        raise BadSymptoms(f"there is no group {group!r}; there are {', '.join(GROUPS)}")
    return [one for one in _read(FILE) if group in (None, one.group)]


def matching(text: str) -> list[Symptom]:
    """Give the entries that a pasted message or a whole traceback means: best first, and none rather than a wrong one.

    `words` has the rule. Raises BadSymptoms.
    """
    by_id = {one.id: one for one in symptoms()}
    return [by_id[found] for found in matches(text, *forms())]


def found_in(*sentences: str | None) -> list[Symptom]:
    """Give the entries whose `found` is in one of these sentences, which a run or a diagnosis found.

    The one that fits more of a sentence comes first.
    """
    told = [sentence.replace("`", "") for sentence in sentences if sentence]
    sizes = {
        one: max((len(match[0]) for sentence in told if (match := re.search(one.found, sentence))), default=0)
        for one in symptoms()
        if one.found
    }
    return sorted((one for one, size in sizes.items() if size), key=lambda one: -sizes[one])


@lru_cache(maxsize=1)
def _forms(entries: tuple[Symptom, ...]) -> tuple[list[Pattern], frozenset[str]]:
    patterns = [pattern for one in entries for pattern in one.patterns]
    return patterns, rare_words(patterns)


def forms() -> tuple[list[Pattern], frozenset[str]]:
    """Give the patterns of all entries, and the words by which a part of a message is recognised."""
    return _forms(tuple(symptoms()))


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[Symptom, ...]:
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSymptoms(f"{name}: {error}") from None
    tables = whole.get("symptom")
    if set(whole) != {"symptom"} or not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise BadSymptoms(f"{name} has to consist of [[symptom]] tables")
    found: dict[str, Symptom] = {}
    for number, table in enumerate(tables, start=1):
        try:
            one = _symptom(table)
            if one.id in found:
                raise BadSymptoms("is there twice")
        except BadSymptoms as wrong:
            raise BadSymptoms(f"{name}: symptom {table.get('id', number)!r} {wrong}") from None
        found[one.id] = one
    return tuple(found.values())


_TEXT, _TEXTS = ("id", "group", "symptom", "from", "section", "cure", "found"), ("runs", "prints", "also", "must")


def _symptom(table: dict[str, Any]) -> Symptom:
    """Make an entry of its table; raises BadSymptoms, whose text continues a sentence about the entry."""
    for key, value in table.items():
        if key in _TEXT:
            if not isinstance(value, str) or not value.strip() or "\n" in value:
                raise BadSymptoms(f"has a {key} that is no line of text")
        elif key not in _TEXTS:
            raise BadSymptoms(f"has the unknown key {key!r}; there are {', '.join(_TEXT + _TEXTS)}")
        elif not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise BadSymptoms(f"has {key} that is no list of texts")
    for key in ("id", "group", "section", "cure"):
        if key not in table:
            raise BadSymptoms(f"has no {key}")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", table["id"]):
        raise BadSymptoms("has an id that is no anchor: small letters, digits and dashes")
    if table["group"] not in GROUPS:
        raise BadSymptoms(f"has the unknown group {table['group']!r}; there are {', '.join(GROUPS)}")
    if ("runs" in table) == ("from" in table):
        raise BadSymptoms("needs runs, or else from, where no demo shows it")
    if "prints" in table and "runs" not in table or not {"prints", "symptom"} & set(table):
        raise BadSymptoms("needs prints, a line of its runs, or else symptom, which says it in words")
    for run in table.get("runs", ()):
        try:
            catalogue.find(run.split()[0])
        except InvalidRequest as wrong:
            raise BadSymptoms(f"names a demo that is not there: {wrong}") from None
    section = sections.find(table["section"])
    if section is None:
        raise BadSymptoms(f"names the section {table['section']!r}, which is not there")
    try:
        re.compile(table.get("found", ""))
    except re.error as wrong:
        raise BadSymptoms(f"has a found that is no regular expression: {wrong}") from None
    return Symptom(
        id=table["id"],
        group=table["group"],
        runs=tuple(table.get("runs", ())),
        prints=tuple(table.get("prints", ())),
        words=table.get("symptom", ""),
        origin=table.get("from", ""),
        section=section,
        address=table["section"],
        cure=table["cure"],
        also=tuple(table.get("also", ())),
        must=tuple(table.get("must", ())),
        found=table.get("found", ""),
    )
