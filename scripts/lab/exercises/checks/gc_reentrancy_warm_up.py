"""GC re-entrancy, five minutes: __del__ leaves a note at any moment."""

import random
from collections import Counter

from scripts.lab.exercises.trial import Program, Schedule, StillWrong

_ONE_IN = (5, 9, 17)
_AT_MOST = 150
_WHEN = {
    "collect": ", when the collector comes by in the middle of other calls",
    "late": ", when a thread begins late",
}


def check(program: Program) -> None:
    """Run it as it is, then with collections between any two lines, also inside of what it calls."""
    _check(program, random.randrange(2000, 3000), None)
    for one_in in _ONE_IN:
        schedule = Schedule("collect", random.randrange(1000), one_in, library=True, at_most=_AT_MOST)
        _check(program, random.randrange(50, 100), schedule)
    _check(program, random.randrange(50, 100), Schedule("late", 0, 1, milliseconds=200))


def _check(program: Program, count: int, schedule: Schedule | None) -> None:
    trial = program.run(count, schedule=schedule)
    taken = trial.only("taken").value
    when = _WHEN[schedule.do] if schedule else ""
    if not isinstance(taken, list):
        raise StillWrong(f"The notes that were taken should be a list, and are {str(taken)[:60]}.", "Report the list.")
    times = Counter(map(str, taken))
    missing = [number for number in range(count) if str(number) not in times]
    if missing:
        raise StillWrong(
            f"{len(missing)} of {count} connections are not noted{when}, for example number {missing[0]}.",
            "Ask what happens to a note that __del__ makes while the program takes or changes the notes.",
        )
    if len(taken) > count:
        more = next((note for note, number in times.items() if number > 1), taken[-1])
        raise StillWrong(
            f"{len(taken)} notes are taken of {count} connections{when}: {more} is there too often.",
            "Ask what happens if __del__ makes a note while the program takes one out.",
        )
