"""The exercises: every program exercises/NAME.py with a NAME.toml beside it, found by being there.

NAME.toml holds `page` (the name of the page without .md), `minutes`, `arguments` (what a learner may run it with),
`task` (one sentence), `passed` (what the learner has then learned) and `hints`, three texts. exercises/answers/NAME/
holds patches on the program: solution.patch, plausible wrong answers, each with the remark that it must get in its
first line, and other right answers, whose first line says why they pass. What the program has to do is checked by
scripts/lab/exercises/checks/NAME.py.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest

FOLDER = ROOT / "exercises"
_FIELDS = {"page": str, "minutes": int, "arguments": list, "task": str, "passed": str, "hints": list}
HINTS = 3


@dataclass(frozen=True)
class Exercise:
    """One exercise; its name is that of its program, "lock_inheritance"."""

    name: str
    page: str
    minutes: int
    arguments: list[str]
    task: str
    passed: str
    hints: list[str]

    @property
    def path(self) -> Path:
        """The program that the learner mends."""
        return FOLDER / f"{self.name}.py"

    @property
    def answers(self) -> Path:
        """The folder of the patches."""
        return FOLDER / "answers" / self.name

    @property
    def solution(self) -> str:
        """The reference solution, as a patch on the program as it was."""
        return (self.answers / "solution.patch").read_text(encoding="utf-8")

    @property
    def command(self) -> str:
        """How a learner asks for the checker's answer."""
        return f"python -m scripts exercise {self.name}"


def exercises() -> list[Exercise]:
    """List all exercises, by page and minutes. Raises InvalidRequest for a file that is not as it should be."""
    found = [_read(path) for path in FOLDER.glob("*.toml")]
    return sorted(found, key=lambda one: (one.page, one.minutes, one.name))


def find(name: str) -> Exercise:
    """Give the exercise of this name, however it is written, or the longest of a page. Raises InvalidRequest."""
    asked = name.removeprefix("exercises/").removeprefix("chapters/").removesuffix(".py").removesuffix(".md")
    asked = asked.replace("-", "_").lower()
    every = exercises()
    for key in (lambda one: one.name, lambda one: one.page.replace("-", "_")):
        found = [one for one in every if key(one) == asked]
        if found:
            return max(found, key=lambda one: one.minutes)
    names = ", ".join(one.name for one in every)
    raise InvalidRequest(f"there is no exercise {name!r}; there are {names}")


def _read(path: Path) -> Exercise:
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidRequest(f"exercises/{path.name} cannot be read: {error}") from None
    for field, kind in _FIELDS.items():
        if not isinstance(facts.get(field), kind):
            raise InvalidRequest(f"exercises/{path.name}: {field} is {facts.get(field)!r}, and no {kind.__name__}")
    if facts.keys() != _FIELDS.keys() or len(facts["hints"]) != HINTS:
        raise InvalidRequest(f"exercises/{path.name} has {', '.join(_FIELDS)}, and {HINTS} hints; nothing else")
    return Exercise(path.stem, **facts)
