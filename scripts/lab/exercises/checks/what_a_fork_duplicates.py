"""What a fork duplicates: workers draw numbers of their own, which can be repeated, and each line is written once."""

import random
import tempfile
from pathlib import Path

from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial

_WORKERS = 3
_SHIFTS = (0, 0, 1, 2)
"""By how much the workers' numbers begin later: a seed that depends on a process id then differs for a worker."""


def check(program: Program) -> None:
    """Repeat a simulation, each time with some of the same workers; then let the workers overtake each other."""
    seed, first = random.randrange(10**6), random.randrange(100)
    seen: dict[int, list[object]] = {}
    for shift in _SHIFTS:
        for number, drawn in _run(program, seed, first + shift).items():
            if seen.setdefault(number, drawn) != drawn:
                raise StillWrong(
                    f"With the seed {seed}, worker {number} draws {seen[number]} in one run, and {drawn} in the next.",
                    "A worker's numbers may depend on SEED and on its own number: on what do yours depend as well?",
                )
    if _run(program, seed + 1000, first) == {number: seen[number] for number in range(first, first + _WORKERS)}:
        raise StillWrong(
            f"The seeds {seed} and {seed + 1000} give the same numbers.",
            "A worker's numbers have to depend on SEED as well as on its own number.",
        )
    for turn in range(2):
        _run(program, seed, first, Schedule("pause", turn, one_in=8))


def _run(program: Program, seed: int, first: int, schedule: Schedule | None = None) -> dict[int, list[object]]:
    """Run the simulation, judge its journal, and give what each worker has drawn."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal.txt")
        trial = program.run(path, seed, first, schedule=schedule)
        drawn = _drawn(trial, range(first, first + _WORKERS))
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            text = ""
    _must_have_each_line(text.split("\n"), ["begin", *(f"worker {number}" for number in drawn), "end", ""])
    return drawn


def _drawn(trial: Trial, numbers: range) -> dict[int, list[object]]:
    reports = trial.told("drawn")
    found = {}
    for one in reports:
        if isinstance(one.value, list) and len(one.value) == 2 and isinstance(one.value[0], int):
            found[one.value[0]] = one.value[1]
    if sorted(found) != list(numbers) or len(reports) != _WORKERS or len({one.pid for one in reports}) != _WORKERS:
        raise StillWrong(
            f"The workers {numbers[0]} to {numbers[-1]} should tell what they draw, each in a process of its own; "
            f"{', '.join(map(str, sorted(found))) or 'none'} did.",
            'Start three workers, and leave the call of `report("drawn", …)` in each of them.',
        )
    if any(trial.start_method(one) == "program" for one in reports):
        raise StillWrong(
            "The program itself draws the numbers of a worker.",
            "Leave the drawing in the workers: a real simulation takes long, and they share the work.",
        )
    if any(not isinstance(drawn, list) or len(drawn) != 3 for drawn in found.values()):
        raise StillWrong("Each worker should draw three numbers.", "Leave the drawing as it is.")
    for number in numbers[1:]:
        if found[number] == found[numbers[0]]:
            raise StillWrong(
                f"The workers {numbers[0]} and {number} draw the same numbers: {found[number]}.",
                "Each worker goes on from the same state: what of the generator does a fork copy?",
            )
    return {number: found[number] for number in numbers}


def _must_have_each_line(lines: list[str], expected: list[str]) -> None:
    for line in expected:
        if line and lines.count(line) > 1:
            raise StillWrong(
                f"The journal has the line “{line}” {lines.count(line)} times.",
                "Where was this line at the moment of the fork: in the file, or in the memory of the process?",
            )
    for line in expected:
        if line and line not in lines:
            raise StillWrong(
                f"The journal lacks the line “{line}”.",
                "Ask which process wrote it last, into which buffer, and at which place of the file: an end without a "
                "flush loses it, and two open files write over each other.",
            )
    if sorted(lines) != sorted(expected):
        odd = next((line for line in lines if line not in expected), "")
        raise StillWrong(
            f"The journal has the line “{odd[:60]}”, which no process should write.",
            "Two processes that open the same file have a place each at which they write; one writes over the other.",
        )
