"""Each exercise with its answers: the program as it is fails, what is right passes, the rest has its remark."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.lab.exercises import listing
from scripts.lab.exercises.checking import exercise
from scripts.lab.exercises.listing import FOLDER, Exercise

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the checker asks the kernel which process reports")

EXERCISES = listing.exercises()
PATCHES = [
    pytest.param(one, patch, id=f"{one.name}-{patch.stem}")
    for one in EXERCISES
    for patch in sorted(one.answers.glob("*.patch"))
    if patch.stem != "solution"
]


def passes(patch: Path) -> bool:
    """Tell whether an answer is another right one: its first line then says why."""
    return patch.read_text(encoding="utf-8").startswith("Passes: ")


RIGHT = [one for one in PATCHES if passes(one.values[1])]
WRONG = [one for one in PATCHES if one not in RIGHT]
each = pytest.mark.parametrize("asked", EXERCISES, ids=lambda one: one.name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the programs, as a learner has them."""
    there = tmp_path / "exercises"
    there.mkdir()
    for program in FOLDER.glob("*.py"):
        shutil.copy(program, there)
    return there


def patched(folder: Path, asked: Exercise, patch: Path) -> Path:
    """Give a copy of the exercise's program with a patch applied."""
    subprocess.run(["git", "apply", str(patch)], cwd=folder.parent, check=True)
    return folder / asked.path.name


def remark_of(patch: Path) -> str:
    """Read the remark that an answer must get; "…" stands for any text."""
    first = patch.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("Remark: "), first
    return first.removeprefix("Remark: ")


@each
def test_the_program_as_it_is_does_not_pass(asked: Exercise, folder: Path) -> None:
    given = exercise(asked.name, folder / asked.path.name)
    assert not given.passed
    assert given.remark and given.next_step


@each
def test_the_solution_passes(asked: Exercise, folder: Path) -> None:
    given = exercise(asked.name, patched(folder, asked, asked.answers / "solution.patch"))
    assert (given.passed, given.next_step) == (True, None), given.remark
    assert given.remark == asked.passed


@pytest.mark.parametrize("asked, patch", RIGHT)
def test_another_right_answer_passes(asked: Exercise, patch: Path, folder: Path) -> None:
    given = exercise(asked.name, patched(folder, asked, patch))
    assert given.passed, given.remark


@pytest.mark.parametrize("asked, patch", WRONG)
def test_a_wrong_answer_gets_its_remark(asked: Exercise, patch: Path, folder: Path) -> None:
    given = exercise(asked.name, patched(folder, asked, patch))
    expected = ".*".join(map(re.escape, remark_of(patch).split("…")))
    assert not given.passed
    assert re.fullmatch(expected, given.remark), given.remark
    assert given.next_step


@each
def test_there_are_four_wrong_answers(asked: Exercise) -> None:
    assert len([one for one in WRONG if one.values[0] == asked]) >= 4


@each
@pytest.mark.parametrize("way", ["", "print('mended = 1')\n", "import os\nos._exit(0)\n", "raise SystemExit\n"])
def test_what_does_nothing_does_not_pass(asked: Exercise, way: str, folder: Path) -> None:
    program = folder / asked.path.name
    program.write_text(way, encoding="utf-8")
    given = exercise(asked.name, program)
    assert not given.passed
    assert given.remark and given.next_step
