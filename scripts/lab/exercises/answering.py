"""What `python -m scripts exercise` says: the checker's answer, a hint, the solution, or which exercises there are."""

import json

from scripts.lab.errors import InvalidRequest
from scripts.lab.exercises import listing
from scripts.lab.exercises.checking import exercise, hint
from scripts.lab.show.cards.exercise import as_text, help_card
from scripts.lab.show.displayable import Displayable


def answer(name: str | None, hint_number: str | None, solution: bool, as_json: bool) -> tuple[str, int]:
    """Give the text and the exit status: 0 when the learner's program passes, and for all that is no check.

    Raises InvalidRequest for a name that is none and for options that contradict each other, LaunchError where this
    machine cannot start a program.
    """
    if name is None:
        if hint_number is not None or solution:
            raise InvalidRequest("name the exercise; without a name, exercise lists all of them")
        return _list(as_json), 0
    if (hint_number is not None) + solution + as_json > 1:
        raise InvalidRequest("--hint, --solution and --json contradict each other: give one of them")
    if hint_number is not None:
        if not hint_number.isdecimal():
            raise InvalidRequest(f"--hint takes a number from 1 to {listing.HINTS}, and not {hint_number!r}")
        return hint(name, int(hint_number)).replace("`", ""), 0
    if solution:
        return listing.find(name).solution.rstrip("\n"), 0
    given = exercise(name)
    return json.dumps(given.to_json(), indent=2) if as_json else as_text(given), 0 if given.passed else 1


def hints(name: str) -> Displayable:
    """Return the hints of an exercise and its solution for a page, each folded. Raises InvalidRequest."""
    found = listing.find(name)
    return help_card(found.name, found.hints, found.solution)


def _list(as_json: bool) -> str:
    found = listing.exercises()
    if as_json:
        facts = [{"exercise": one.name, "page": one.page, "minutes": one.minutes, "task": one.task} for one in found]
        return json.dumps({"schema": 1, "exercises": facts}, indent=2)
    width = max((len(one.name) for one in found), default=0)
    return "\n".join(f"{one.name:{width}}  {one.minutes:2} min  {one.task}" for one in found)
