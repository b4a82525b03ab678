"""What a fork duplicates: workers draw numbers of their own, which can be repeated, and each line is written once."""

import itertools
import random
import tempfile
import time
from pathlib import Path

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial
from scripts.lab.linux.proc import PROC

_WORKERS = 3
_MOST_SECONDS = 3.0
_SHIFTS = (0, 0, 1, 2)
"""By how much the workers' numbers begin later: a seed that depends on a process id then differs for a worker."""


def check(program: Program) -> None:
    """Repeat a simulation, each time with some of the same workers; then let the workers overtake each other."""
    seed, first = random.randrange(10**6), random.randrange(100)
    seen: dict[int, list[int]] = {}
    for shift in _SHIFTS:
        for number, drawn in _run(program, seed, first + shift).items():
            if seen.setdefault(number, drawn) != drawn:
                raise StillWrong(
                    f"With the seed {seed}, worker {number} draws {seen[number]} in one run, and {drawn} in the next.",
                    "A worker's numbers may depend on SEED and on its own number: on what do yours depend as well?",
                )
    for begin in (first, 0):  # 0: a product of the seed and the number depends on nothing then
        seen |= _run(program, seed, begin)
        for number, drawn in _run(program, seed + 1000, begin).items():
            if drawn == seen[number]:
                raise StillWrong(
                    f"With the seeds {seed} and {seed + 1000}, worker {number} draws the same numbers.",
                    "A worker's numbers have to depend on SEED as well as on its own number.",
                )
    for turn in range(2):
        _run(program, seed, first, Schedule("pause", turn, one_in=8))


def _run(program: Program, seed: int, first: int, schedule: Schedule | None = None) -> dict[int, list[int]]:
    """Run the simulation, judge its journal, and give what each worker has drawn."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal.txt")
        together = _Together()
        meanwhile: list[str] = []

        def look(report: Report) -> None:
            together.wait_for_all(report)
            meanwhile.append(_text(path))

        trial = program.run(path, seed, first, schedule=schedule, look=look)
        drawn = _drawn(trial, range(first, first + _WORKERS))
        text = _text(path)
    if together.alone is not None:
        raise StillWrong(
            f"The workers should draw at the same time; when {str(together.alone)[:60]} is drawn, the others are not "
            "there.",
            "Start all workers before you wait for one of them.",
        )
    written = ["begin", *(f"worker {number}" for number in drawn), "end"]
    _must_have_each_line(text.split("\n"), [*written, ""])
    for then in meanwhile:
        _must_have_none_twice(then.split("\n"), written, " while the workers work")
    return drawn


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _drawn(trial: Trial, numbers: range) -> dict[int, list[int]]:
    reports = trial.told("drawn")
    found: dict[int, list[int]] = {}
    for told in reports:
        if isinstance(told.value, list) and len(told.value) == 2 and isinstance(told.value[0], int):
            found[told.value[0]] = told.value[1]
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
    if any(not isinstance(drawn, list) or list(map(type, drawn)) != [int] * 3 for drawn in found.values()):
        raise StillWrong("Each worker should draw three numbers.", "Leave the drawing as it is.")
    for one, other in itertools.combinations(numbers, 2):
        if found[one] == found[other]:
            raise StillWrong(
                f"The workers {one} and {other} draw the same numbers: {found[other]}.",
                "Each worker goes on from the same state: what of the generator does a fork copy?",
            )
        apart = {mine - others for mine, others in zip(found[one], found[other], strict=True)}
        if len(apart) == 1 or len(set(found[one]) & set(found[other])) > 1:
            raise StillWrong(
                f"The workers {one} and {other} draw from the same sequence: {found[one]} and {found[other]}.",
                "Ask how the states of their generators differ: to skip or to change a few numbers is not enough.",
            )
    return {number: found[number] for number in numbers}


class _Together:
    """Lets a worker that has drawn wait until the others are there, or were."""

    def __init__(self) -> None:
        self.were_there: set[int] = set()
        self.alone: object = None
        """What was drawn while the others were not there."""

    def wait_for_all(self, report: Report) -> None:
        """Take each report."""
        end = time.monotonic() + _MOST_SECONDS
        while time.monotonic() < end and self.alone is None:
            self.were_there |= {report.machine_pid, *PROC.children(report.parent_pid)}
            if len(self.were_there) >= _WORKERS:
                return
            time.sleep(0.005)
        self.alone = report.value


def _must_have_none_twice(lines: list[str], expected: list[str], when: str = "") -> None:
    for line in expected:
        if line and lines.count(line) > 1:
            raise StillWrong(
                f"The journal has the line “{line}” {lines.count(line)} times{when}.",
                "Where was this line at the moment of the fork: in the file, or in the memory of the process?",
            )


def _must_have_each_line(lines: list[str], expected: list[str]) -> None:
    _must_have_none_twice(lines, expected)
    for line in expected:
        if line and line not in lines:
            raise StillWrong(
                f"The journal lacks the line “{line}”.",
                "Ask which process wrote it last, into which buffer, and at which place of the file: an end without a "
                "flush loses it, and two open files write over each other.",
            )
    for place, line in ((0, "begin"), (-2, "end")):
        if lines[place] != line:
            raise StillWrong(
                f"The {'last' if place else 'first'} line of the journal is “{lines[place][:60]}”, and not “{line}”.",
                "The program begins the journal before its workers write, and ends it when they have written.",
            )
    if sorted(lines) != sorted(expected):
        odd = next((line for line in lines if line not in expected), "")
        raise StillWrong(
            f"The journal has the line “{odd[:60]}”, which no process should write.",
            "Two processes that open the same file have a place each at which they write; one writes over the other.",
        )
