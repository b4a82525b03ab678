"""The checker's answer to a learner, and what helps: hints and a solution, each of which opens by itself."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from scripts.lab.show.cards import run as run_card
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.files import file
from scripts.lab.show.html import rendered
from scripts.lab.show.printed import clean, counted

if TYPE_CHECKING:
    from scripts.lab.records.answer import Answer, Progress


def answer(given: "Answer") -> Displayable:
    """Return the remark, the next step, how near the program came to its goal, and the run that decided, folded."""
    return Displayable(_as_html(given), as_text(given))


def as_text(given: "Answer") -> str:
    """Return the same in lines for a terminal."""
    lines = [f"{_verdict(given)}: {_without_ticks(given.remark)}"]
    lines += [f"  {_measured(one)}" for one in given.progress]
    if given.next_step:
        lines.append(f"Next: {_without_ticks(given.next_step)}")
    if not given.passed:
        lines.append(f"A hint: python -m scripts exercise {given.exercise} --hint 1")
    return "\n".join(lines)


def help_card(name: str, hints: Sequence[str], solution: str) -> Displayable:
    """Return the hints of an exercise and its solution, folded. solution: a patch."""
    html = rendered("cards/hints.html", name=name, hints=[_one_line(one) for one in hints], lines=_diff(solution))
    commands = [f"python -m scripts exercise {name} --hint {number}" for number in range(1, len(hints) + 1)]
    return Displayable(html, "\n".join([*commands, f"python -m scripts exercise {name} --solution"]))


def _as_html(given: "Answer") -> str:
    decided = Markup(run_card.as_html(given.runs[-1])) if given.runs and not given.passed else None  # noqa: S704 - ours
    return rendered(
        "cards/exercise.html",
        name=given.exercise,
        kind="good" if given.passed else "failed",
        verdict=_verdict(given),
        circumstances=f"{counted(len(given.runs), 'run')} in {given.seconds:.1f} s" if given.runs else "not run",
        remark=_one_line(given.remark),
        next_step=_one_line(given.next_step or ""),
        progress=[(_one_line(one.what), one.amount, one.goal, _measured(one)) for one in given.progress],
        decided=decided,
        command=f"python -m scripts exercise {given.exercise}",
        file=file(given.path),
    )


def _verdict(given: "Answer") -> str:
    return "PASSED" if given.passed else "NOT YET"


def _measured(one: "Progress") -> str:
    return f"{_one_line(one.what)}: {one.amount:g}, at most {one.goal:g} passes"


def _diff(patch: str) -> list[tuple[str, str]]:
    """Cut a patch into what stands before each line ("+", "-", " ", or "" for a gap) and the line."""
    lines = patch[patch.index("\n@@") + 1 :].splitlines()
    return [("", "⋯") if line.startswith("@@") else (line[:1], clean(line[1:])) for line in lines][1:]


def _one_line(text: str) -> str:
    """Give clean text without line breaks, and without the asterisks in which a headline has the names of threads."""
    return re.sub(r"\*([^*`]+)\*", r"\1", " ".join(clean(text).split()))


def _without_ticks(text: str) -> str:
    return _one_line(text).replace("`", "")
