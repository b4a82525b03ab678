"""What a demo may declare, which outcome a run is held to, and whether it went that way."""

import importlib.metadata
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts.lab.catalogue import Demo, demos
from scripts.lab.expectations import (
    BadExpectations,
    Bounds,
    ExpectedOutcome,
    declared,
    is_installed,
    judge,
    overlaps,
    read,
)
from scripts.lab.recorder.work import is_missing

FULL = """
needs = ["numpy"]
alone = true

[[outcome]]
python = "<3.11.5"
platform = "linux"
free_threaded = false
arguments = ["spawn", "--full"]
verdict = "killed"
signal = "SIGSEGV"

[[outcome]]
python = ">=3.11.5"
platform = ["linux", "darwin"]
verdict = "exited"
exit_code = 1
prints = ["RuntimeError", "fork context"]
[outcome.measurements]
child_exit_code = -11
growth_mib = { at_least = 1.0, at_most = 3 }
peak_mib = { at_most = 9 }
"""


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo("locks/held", "locks", tmp_path / "held.py", "chapters/locks.md")


def test_everything_that_can_be_declared(demo: Demo) -> None:
    demo.expectations.write_text(FULL)
    expectations = read(demo.expectations)
    assert expectations.needs == ("numpy",)
    assert expectations.alone is True
    assert expectations.outcomes == (
        ExpectedOutcome(
            verdict="killed",
            python="<3.11.5",
            platform=("linux",),
            free_threaded=False,
            arguments=("spawn", "--full"),
            signal="SIGSEGV",
        ),
        ExpectedOutcome(
            verdict="exited",
            python=">=3.11.5",
            platform=("linux", "darwin"),
            exit_code=1,
            prints=("RuntimeError", "fork context"),
            measurements={
                "child_exit_code": Bounds(-11, -11),
                "growth_mib": Bounds(1.0, 3),
                "peak_mib": Bounds(at_most=9),
            },
        ),
    )


def test_a_call_needs_the_packages_of_its_demo_and_its_own(demo: Demo) -> None:
    outcome = '[[outcome]]\nverdict = "exited"\nexit_code = 1\n'
    text = f'needs = ["sys", "no_such_package"]\n{outcome}\n{outcome}arguments = ["x"]\nneeds = ["os", "no_such_other"]'
    demo.expectations.write_text(text)
    expectations = read(demo.expectations)
    assert expectations.needed() == ["sys", "no_such_package"]
    assert expectations.needed(["x"]) == ["sys", "no_such_package", "os", "no_such_other"]
    assert expectations.missing() == ["no_such_package"]
    assert expectations.missing(["x"]) == ["no_such_package", "no_such_other"]


GOOD = '[[outcome]]\nverdict = "exited"\nexit_code = 1\n'


@pytest.mark.parametrize(
    "text, line, complaint",
    [
        ("", None, "declares no [[outcome]]"),
        ('needs = ["numpy"]', None, "declares no [[outcome]]"),
        ("outcome = 3", None, "declares no [[outcome]]"),
        ("outcome = [3]", None, "declares no [[outcome]]"),
        ("[outcome]\nverdict = 'killed'", None, "declares no [[outcome]]"),
        ("[[outcome]\n", None, "no TOML"),
        (f"outcomes = 1\n{GOOD}", None, "unknown key 'outcomes'; known are outcome, needs, alone"),
        (f"alone = 1\n{GOOD}", None, "alone is 1, neither true nor false"),
        (f"huge_pages = 1\n{GOOD}", None, "huge_pages is 1, neither true nor false"),
        (f"needs = 'numpy'\n{GOOD}", None, "needs is 'numpy', no list of strings"),
        ("\n\n[[outcome]]\nexit_code = 0", 3, "has no verdict"),
        (
            f"{GOOD}\n[[outcome]]\narguments = ['x']\nverdict = 'fine'",
            5,
            "outcome 2: verdict is 'fine', none",
        ),
        ("[[outcome]]\nverdict = ['exited']", 1, "verdict is ['exited'], none of"),
        ("[[outcome]]\nverdict = 'exited'\nexitcode = 1", 1, "unknown key 'exitcode'; known are"),
        ("[[outcome]]\nverdict = 'exited'", 1, "exit_code goes with"),
        ("[[outcome]]\nverdict = 'timed-out'\nexit_code = 0", 1, "exit_code goes with"),
        ("[[outcome]]\nverdict = 'killed'", 1, "signal goes with"),
        (f"{GOOD}signal = 'SIGSEGV'", 1, "signal goes with"),
        ("[[outcome]]\nverdict = 'killed'\nsignal = 'SEGV'", 1, "signal is 'SEGV', no signal's name"),
        ("[[outcome]]\nverdict = 'killed'\nsignal = ['SIGSEGV']", 1, "no signal's name"),
        (
            "[[outcome]]\nverdict = 'exited'\nexit_code = -11",
            1,
            "exit_code is -11, no number from 0 to 255",
        ),
        ("[[outcome]]\nverdict = 'exited'\nexit_code = true", 1, "exit_code is True"),
        ("[[outcome]]\nverdict = 'exited'\nexit_code = '1'", 1, "exit_code is '1'"),
        ("[[outcome]]\nverdict = 'exited'\nexit_code = 0", 1, "states nothing that would be false"),
        (f"{GOOD}python = '3.11'", 1, "python is '3.11', no version specifier"),
        (f"{GOOD}python = '>=three'", 1, "no version specifier"),
        (f"{GOOD}python = '===three'", 1, "no version specifier"),
        (f"{GOOD}python = 3.11", 1, "no version specifier"),
        (f"{GOOD}python = ['<3.11']", 1, "no version specifier"),
        (f"{GOOD}platform = 'Linux'", 1, "platform is 'Linux', none, nor a list, of linux, darwin"),
        (f"{GOOD}platform = []", 1, "platform is []"),
        (f"{GOOD}platform = ['linux', 3]", 1, "platform is ['linux', 3]"),
        (f"{GOOD}free_threaded = 'no'", 1, "free_threaded is 'no'"),
        (f"{GOOD}arguments = 'spawn'", 1, "arguments is 'spawn', no list of strings"),
        (f"{GOOD}arguments = [3]", 1, "arguments is [3], no list of strings"),
        (f"{GOOD}prints = 'x'", 1, "prints is 'x', no list of strings"),
        (f"{GOOD}prints = ['']", 1, "no list of strings that are each part of one line"),
        (f"{GOOD}prints = ['a\\u2028b']".replace("'", '"'), 1, "each part of one line"),
        (f"{GOOD}prints = ['a\\nb']".replace("'", '"'), 1, "each part of one line"),
        (f"{GOOD}measurements = 3", 1, "measurements is 3, no table"),
        (f"{GOOD}measurements = {{ Growth = 3 }}", 1, "'Growth' is no measurement's name"),
        (f"{GOOD}measurements = {{ growth = '3' }}", 1, "growth is '3', neither a number"),
        (f"{GOOD}measurements = {{ growth = nan }}", 1, "growth is nan, neither a number"),
        (f"{GOOD}measurements = {{ growth = true }}", 1, "growth is True, neither a number"),
        (f"{GOOD}measurements = {{ growth = {{}} }}", 1, "growth is {}, neither a number"),
        (f"{GOOD}measurements = {{ growth = {{ atleast = 1 }} }}", 1, "'atleast'; known are at_least"),
        (f"{GOOD}measurements = {{ growth = {{ at_least = inf }} }}", 1, "neither a number"),
        (
            f"{GOOD}measurements = {{ growth = {{ at_least = 2, at_most = 1 }} }}",
            1,
            "at least 2 and at most 1",
        ),
    ],
)
def test_what_cannot_be_meant(demo: Demo, text: str, line: int | None, complaint: str) -> None:
    demo.expectations.write_text(text)
    with pytest.raises(BadExpectations) as refusal:
        read(demo.expectations)
    place = demo.expectations if line is None else f"{demo.expectations}:{line}"
    assert str(refusal.value).startswith(f"{place}: ")
    assert complaint in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_no_text(demo: Demo) -> None:
    demo.expectations.write_bytes(b"\xff")
    with pytest.raises(BadExpectations, match="no UTF-8"):
        read(demo.expectations)
    demo.expectations.unlink()
    demo.expectations.mkdir()
    with pytest.raises(BadExpectations, match="cannot be read"):
        read(demo.expectations)


def two(first: str, second: str) -> str:
    body = 'verdict = "exited"\nexit_code = 1\n'
    return f"[[outcome]]\n{first}\n{body}\n[[outcome]]\n{second}\n{body}"


@pytest.mark.parametrize(
    "first, second, example",
    [
        ("", "", "3.8.0 on linux"),
        ("python = '<3.12'", "python = '>=3.11.5'", "3.11.5 on linux"),
        ("python = '<=3.11.5'", "python = '>=3.11.5'", "3.11.5 on linux"),
        ("python = '<3.11.5'", "python = '>3.11.3'", "3.11.4 on linux"),
        ("python = '==3.11.*'", "python = '==3.11.7'", "3.11.7 on linux"),
        ("python = '!=3.11.7'", "python = '==3.11.8'", "3.11.8 on linux"),
        ("python = '>=3.15.0rc1'", "python = '<=3.15.0rc1'", "3.15.0rc1 on linux"),
        ("platform = 'darwin'", "platform = ['linux', 'darwin']", "3.8.0 on darwin"),
        ("free_threaded = true", "", "3.8.0t on linux"),
        ("arguments = ['a']", "arguments = ['a']", "3.8.0 on linux"),
    ],
)
def test_two_outcomes_for_one_run(demo: Demo, first: str, second: str, example: str) -> None:
    demo.expectations.write_text(two(first, second))
    assert list(overlaps(read(demo.expectations).outcomes)) == [f"outcomes 1 and 2 both match CPython {example}"]


def test_two_outcomes_for_the_run_at_hand(demo: Demo) -> None:
    demo.expectations.write_text(two("python = '<3.12'", "python = '>=3.11.5'"))
    assert declared(demo, "3.11.4", False, "linux") is not None
    with pytest.raises(BadExpectations, match=r"outcomes 1 and 2 both match CPython 3\.11\.5 on linux"):
        declared(demo, "3.11.5", False, "linux")


@pytest.mark.parametrize(
    "first, second",
    [
        ("python = '<3.11.5'", "python = '>=3.11.5'"),
        ("python = '<3.15'", "python = '>=3.15'"),
        ("python = '==3.11.*'", "python = '!=3.11.*'"),
        ("platform = 'darwin'", "platform = 'linux'"),
        ("free_threaded = true", "free_threaded = false"),
        ("arguments = ['a']", ""),
        ("arguments = ['a']", "arguments = ['a', 'b']"),
    ],
)
def test_outcomes_side_by_side(demo: Demo, first: str, second: str) -> None:
    demo.expectations.write_text(two(first, second))
    outcomes = read(demo.expectations).outcomes
    assert len(outcomes) == 2
    assert not list(overlaps(outcomes))


def test_which_outcome_a_run_is_held_to(demo: Demo) -> None:
    demo.expectations.write_text(FULL)
    killed, exited = read(demo.expectations).outcomes
    assert declared(demo, "3.8.18", False, "linux", ["spawn", "--full"]) == killed
    assert declared(demo, "3.11.4", False, "linux", ("spawn", "--full")) == killed
    assert declared(demo, "3.11.5", False, "linux", []) == exited
    assert declared(demo, "3.13.0t", True, "darwin") == exited
    assert declared(demo, "3.15.0rc1", False, "linux") == exited
    nobody = [
        ("3.11.5", False, "linux", ["spawn", "--full"]),
        ("3.8.18", True, "linux", ["spawn", "--full"]),
        ("3.8.18", False, "darwin", ["spawn", "--full"]),
        ("3.8.18", False, "linux", ["--full", "spawn"]),
        ("3.8.18", False, "linux", []),
        ("3.11.5", False, "win32", []),
        ("3.11.5", False, "linux", ["spawn"]),
    ]
    for run in nobody:
        assert declared(demo, *run) is None, run


def test_a_specifier_leaves_out_prereleases_of_the_version_it_names(demo: Demo) -> None:
    demo.expectations.write_text(two("python = '<3.12'", "python = '>=3.12'"))
    assert declared(demo, "3.12.0rc2", False, "linux") is None
    demo.expectations.write_text(two("python = '<3.12.0rc2'", "python = '>=3.12.0rc2'"))
    older, newer = read(demo.expectations).outcomes
    assert declared(demo, "3.12.0rc1", False, "linux") == older
    assert declared(demo, "3.12.0rc2", False, "linux") == newer


def test_nothing_is_declared_without_a_file(demo: Demo) -> None:
    assert declared(demo, "3.11.5", False, sys.platform) is None


def run(**facts: Any) -> SimpleNamespace:
    usual = {
        "verdict": "exited",
        "exit_code": 0,
        "signal": None,
        "stdout": "one line\nanother\n",
        "stderr": "RuntimeError: no\n",
        "measurements": {"child_exit_code": -11, "growth_mib": 2.5},
    }
    return SimpleNamespace(**usual | facts)


def outcome(**facts: Any) -> ExpectedOutcome:
    return ExpectedOutcome(**{"verdict": "exited", "exit_code": 0} | facts)


@pytest.mark.parametrize(
    "facts, declared_, differences",
    [
        ({}, {}, []),
        ({"verdict": "timed-out", "exit_code": None}, {}, ["the verdict is timed-out, declared is exited"]),
        ({"exit_code": 1}, {}, ["the exit code is 1, declared is 0"]),
        (
            {"verdict": "killed", "exit_code": None, "signal": "SIGABRT"},
            {"verdict": "killed", "exit_code": None, "signal": "SIGSEGV"},
            ["the signal is SIGABRT, declared is SIGSEGV"],
        ),
        ({}, {"prints": ("line", "Error: no")}, []),
        ({}, {"prints": ("line", "nothing", "never")}, ["'nothing'", "'never'"]),
        ({}, {"prints": ("line\nanother",)}, ["no printed line contains"]),
        ({"stdout": "half", "stderr": " line"}, {"prints": ("half line",)}, ["no printed line contains"]),
        ({}, {"measurements": {"child_exit_code": Bounds(-11, -11)}}, []),
        (
            {},
            {"measurements": {"child_exit_code": Bounds(0, 0)}},
            ["child_exit_code is -11, declared is 0"],
        ),
        ({}, {"measurements": {"growth_mib": Bounds(2.5, 2.5)}}, []),
        ({}, {"measurements": {"growth_mib": Bounds(at_least=2.6)}}, ["is 2.5, declared is at least 2.6"]),
        ({}, {"measurements": {"growth_mib": Bounds(at_most=2.4)}}, ["is 2.5, declared is at most 2.4"]),
        ({}, {"measurements": {"peak_mib": Bounds(at_most=2.4)}}, ["peak_mib was not measured"]),
        (
            {"measurements": {"growth_mib": float("nan")}},
            {"measurements": {"growth_mib": Bounds(at_least=0)}},
            ["nan"],
        ),
        (
            {"exit_code": 3, "measurements": {}},
            {"prints": ("nothing",), "measurements": {"growth_mib": Bounds(at_least=0)}},
            ["exit code", "'nothing'", "growth_mib"],
        ),
    ],
)
def test_what_differs_is_said(facts: dict[str, Any], declared_: dict[str, Any], differences: list[str]) -> None:
    said = judge(run(**facts), outcome(**declared_))
    assert len(said) == len(differences)
    for sentence, part in zip(said, differences, strict=True):
        assert part in sentence


@pytest.mark.parametrize(
    "bounds, words",
    [
        (Bounds(-11, -11), "-11"),
        (Bounds(1.0, 3), "at least 1.0 and at most 3"),
        (Bounds(at_least=1), "at least 1"),
        (Bounds(at_most=0.5), "at most 0.5"),
    ],
)
def test_bounds_in_words(bounds: Bounds, words: str) -> None:
    assert str(bounds) == words


def test_every_file_of_the_book_can_be_read_and_has_its_program() -> None:
    files = sorted(demos()[0].path.parents[1].glob("*/*.toml"))
    programs = {demo.expectations for demo in demos()}
    for file in files:
        assert file in programs, f"{file} has no program"
        assert list(overlaps(read(file).outcomes)) == [], file


@pytest.mark.parametrize(
    ("package", "is_there"),
    [("json", True), ("pytest", True), ("pytest-xdist", True), ("no_such_package", False), ("no-such-package", False)],
)
def test_a_package_is_known_by_its_module_or_by_the_name_under_which_it_is_installed(
    package: str, is_there: bool
) -> None:
    assert is_installed(package) is is_there
    assert is_missing(sys.executable, package) is not is_there


def test_a_package_can_be_needed_in_one_version() -> None:
    here = importlib.metadata.version("pytest")
    for package, is_there in {f"pytest=={here}": True, f"pytest=={here}0": False, "no_such_package==1": False}.items():
        assert is_installed(package) is is_there
        assert is_missing(sys.executable, package) is not is_there
