"""The checker's answer to a learner, whatever the program does: one remark and one next step, never a traceback."""

import ast
import sys
import time
from importlib import import_module
from pathlib import Path

from scripts.lab.errors import InvalidRequest
from scripts.lab.exercises import listing
from scripts.lab.exercises.listing import Exercise
from scripts.lab.exercises.trial import Program, StillWrong
from scripts.lab.records.answer import Answer, Progress

_LONGEST = 800
"""Characters of a remark: a program can report, or print in an error, as much as it likes."""


def exercise(name: str, path: str | Path | None = None) -> Answer:
    """Check a learner's program, and say what it still lacks.

    name: of an exercise, "lock_inheritance", or of a page, "lock-inheritance", for its longest one. path: the program,
    where it is not the exercise's own file. Raises InvalidRequest for a name that is none, LaunchError where this
    machine cannot start a program.
    """
    found = listing.find(name)
    program = Program(found.path if path is None else Path(path).expanduser().resolve())
    began = time.monotonic()
    passed, remark, next_step = _judged(found, program)
    return Answer(
        exercise=found.name,
        path=str(program.path),
        passed=passed,
        remark=remark,
        next_step=next_step,
        progress=[Progress(what=what, amount=amount, goal=goal) for what, amount, goal in program.progress],
        seconds=round(time.monotonic() - began, 2),
        runs=program.runs,
    )


def _judged(exercise: Exercise, program: Program) -> tuple[bool, str, str | None]:
    try:
        _must_be_a_program(program.path, exercise)
        import_module(f"scripts.lab.exercises.checks.{exercise.name}").check(program)
    except StillWrong as wrong:
        short = wrong.remark if len(wrong.remark) <= _LONGEST else f"{wrong.remark[:_LONGEST]} …"
        return False, short, wrong.next_step
    return True, exercise.passed, None


def _must_be_a_program(path: Path, exercise: Exercise) -> None:
    """Raise StillWrong for what Python cannot even compile, and where the checker cannot look into a process."""
    if sys.platform != "linux":
        raise StillWrong(
            "The checker needs Linux: it asks the kernel which process tells a result, and what memory it has.",
            "Do the exercise in a container or a virtual machine, or read the solution on the page.",
        )
    try:
        text = path.read_bytes()
    except OSError as error:
        raise StillWrong(
            f"{path.name} cannot be read ({error.strerror}).",
            f"Bring the program back: git checkout exercises/{exercise.path.name}",
        ) from None
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        raise StillWrong(
            f"Python cannot read {path.name}: {getattr(error, 'msg', error)}{where}.",
            "Look at this line and the one before it; a bracket, a quotation mark or an indentation is missing.",
        ) from None
    if not tree.body:
        raise StillWrong(
            f"{path.name} is empty.", f"Bring the program back: git checkout exercises/{exercise.path.name}"
        )


def hint(name: str, number: int) -> str:
    """Give the first, second or third hint of an exercise. Raises InvalidRequest for another number."""
    hints = listing.find(name).hints
    if not 1 <= number <= len(hints):
        raise InvalidRequest(f"there is no hint {number}: give a number from 1 to {len(hints)}")
    return hints[number - 1]
