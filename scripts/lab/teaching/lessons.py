"""The pages as lessons, read from their sources: minutes, objectives, questions, and the notes for the instructor.

A page says its minutes in the line below its title, "**hangs** · Linux · 30 minutes"; no file of the lab repeats them.
"""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest

CHAPTERS = ROOT / "chapters"
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_MINUTES = re.compile(r"^\*\*.+\*\* · .+ · (\d+) minutes$", re.MULTILINE)
_OBJECTIVES = re.compile(r"After this page(?:\*\*)? you (?:can|know)\s(.*?)(?=\n\n[^-\n]|\n- \*\*|\Z)", re.DOTALL)
_NOTES = re.compile(r"^:::\{admonition\} Instructor notes\n:class: dropdown\n\n(.*?)\n:::$", re.MULTILINE | re.DOTALL)
_KINDS = "Ask|Demo|Note|Exercise"
_STEP = re.compile(
    rf"\*({_KINDS})\* \((\d+)(, outside the \d+)?\)[:,]?\s*(.*?)(?=\s*\*(?:{_KINDS}|Cut)\*|\Z)", re.DOTALL
)
_CUT = re.compile(r"\*Cut\*: (.*)", re.DOTALL)
_CELL = re.compile(r"^```\{code-cell\}.*?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """One step of a lesson."""

    kind: str
    """"Ask", "Demo", "Note" or "Exercise"."""
    minutes: int
    outside: bool
    """Whether its minutes come on top of those of the page."""
    words: str
    """In Markdown."""


class Question(NamedTuple):
    """A prediction, and the answers to it that are wrong on every version, each with the reason."""

    words: str
    wrong: list[tuple[str, str]]


class Lesson(NamedTuple):
    """One page, as a teacher sees it."""

    page: str
    """The file's name without its ending."""
    title: str
    minutes: int
    objectives: list[str]
    """What a learner can do after it, in Markdown."""
    questions: list[Question]
    steps: list[Step]
    cut: str
    """What to leave out when there is little time; empty where the page says nothing of it."""

    @property
    def exercise_minutes(self) -> int:
        """How long its exercise takes, where that comes on top of its minutes."""
        return sum(step.minutes for step in self.steps if step.outside)


def lessons() -> list[Lesson]:
    """Give each page that has notes for an instructor, in the order of the table of contents."""
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    files = sorted(CHAPTERS.glob("*.md"), key=lambda path: (contents.find(f"/{path.stem}\n"), path.stem))
    return [lesson(path.stem) for path in files if _NOTES.search(_text(path))]


def lesson(page: str) -> Lesson:
    """Read one page. Raises InvalidRequest for a page that is not there or does not say its minutes."""
    path = CHAPTERS / f"{page}.md"
    if not path.is_file():
        raise InvalidRequest(f"there is no page {page!r} in chapters")
    text = _text(path)
    title, minutes, notes = _TITLE.search(text), _MINUTES.search(text), _NOTES.search(text)
    if title is None or minutes is None:
        raise InvalidRequest(f"{page}.md does not say its minutes in the line below its title")
    said = notes[1] if notes else ""
    cut = _CUT.search(said)
    return Lesson(
        page,
        title[1],
        int(minutes[1]),
        _objectives(text),
        list(_questions(text)),
        [Step(kind, int(number), bool(outside), _line(words)) for kind, number, outside, words in _STEP.findall(said)],
        _line(cut[1]) if cut else "",
    )


def minutes(page: str) -> int:
    """Give the minutes that a page takes."""
    return lesson(page).minutes


def _objectives(text: str) -> list[str]:
    found = _OBJECTIVES.search(text)
    if found is None:
        return []
    said = found[1].strip()
    if said.startswith("- "):
        return [_line(one).rstrip(";.") for one in re.split(r"^- ", said, flags=re.MULTILINE) if one.strip()]
    # The sentence alone: what follows it says what a reader needs.
    return [_line(re.split(r"\.(?:\s|\Z)", said, maxsplit=1)[0])]


def _questions(text: str) -> Iterator[Question]:
    for cell in _CELL.findall(text):
        if "predict(" not in cell:
            continue
        code = "\n".join(line for line in cell.splitlines() if not line.startswith(":"))
        for call in ast.walk(ast.parse(code)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "predict":
                yield from _question(call)


def _question(call: ast.Call) -> Iterator[Question]:
    """Give the question of one call, where it is written out."""
    try:
        words, answers = (ast.literal_eval(argument) for argument in call.args[:2])
    except ValueError:
        return
    wrong = [
        (choice, said.removeprefix("Wrong.").strip()) for choice, said in answers.items() if said.startswith("Wrong")
    ]
    yield Question(words, wrong)


@lru_cache(maxsize=64)
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _line(words: str) -> str:
    return " ".join(words.split())
