"""The words, colour and shape of an outcome."""

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.records.run import VERDICTS
from scripts.lab.show import verdict
from scripts.lab.show.tables.table import Cell, Row, Table
from scripts.lab.show.verdict import Outcome, circumstances, headline, outcome
from tests.lab.show.made_up import TRACEBACK, Elements, made_up


def sign(found: Outcome) -> str:
    """Give a table with one outcome in it."""
    return Table("outcomes", [Row("one", [Cell(found.word, outcome=found)])]).shown().html


@pytest.mark.parametrize(
    ("measurements", "said"),
    [
        ({}, ""),
        ({"child_exit_code": 0}, ""),
        ({"child_exit_code": -11}, ", and its child was killed by SIGSEGV"),
        ({"exit_code": -9}, ", and its child was killed by SIGKILL"),
        ({"first_child_exit_code": -6}, ", and its first child was killed by SIGABRT"),
        ({"child_exit_code": 3}, ", and its child exited with 3"),
        ({"a_exit_code": -11, "b_exit_code": -11}, ", and its a and its b were killed by SIGSEGV"),
        (
            {"a_exit_code": -11, "b_exit_code": 2},
            ", and its a was killed by SIGSEGV, and its b exited with 2",
        ),
        ({"child_exit_code": -40}, ", and its child was killed by signal 40"),
        # Not a fate, but a name that looks like one; and a number that is no exit code.
        ({"exit_codes": -11, "exitcode": -11, "child_exit_code_count": -2}, ""),
        ({"child_exit_code": -11.5}, ""),
    ],
)
def test_a_childs_fate_stands_in_the_headline(measurements: dict[str, int | float], said: str) -> None:
    assert headline(made_up(measurements=measurements)) == ("EXITED 0", said)


def test_a_killed_child_is_no_success() -> None:
    found = outcome(made_up(measurements={"child_exit_code": -11}))
    assert (found.kind, found.word) == ("killed", "child: SIGSEGV")
    assert found.says == "exit code 0, and its child was killed by SIGSEGV"


def test_an_uncaught_exception_is_named() -> None:
    run = made_up(exit_code=1, stderr=TRACEBACK)
    assert headline(run) == ("EXITED 1", " with RuntimeError")
    assert outcome(run) == Outcome("failed", "RuntimeError", "exit code 1 with RuntimeError")


def test_a_coloured_traceback_is_read_as_well() -> None:
    coloured = TRACEBACK.replace("RuntimeError", "\x1b[1;35mRuntimeError\x1b[0m")
    assert outcome(made_up(exit_code=1, stderr=coloured)).word == "RuntimeError"


def test_an_exception_of_another_ending_is_not_named() -> None:
    assert headline(made_up(exit_code=3, stderr=TRACEBACK)) == ("EXITED 3", "")
    assert headline(made_up(exit_code=1, stderr="Error while reading\nTraceback (most recent call last):\n"))[1] == ""


@pytest.mark.parametrize("name", VERDICTS)
def test_every_verdict_has_a_colour_a_shape_and_a_word(name: str) -> None:
    run = made_up(verdict=name, exit_code=None, signal="SIGTERM")
    found = outcome(run)
    assert found.word
    assert verdict.GLYPHS[found.kind] in verdict.GLYPHS.values()
    assert Elements(sign(found)).named("svg")


def test_no_two_kinds_share_a_shape() -> None:
    assert len(set(verdict.GLYPHS.values())) == len(verdict.GLYPHS)
    drawn = [Elements(sign(Outcome(kind, "word", "words"))).elements for kind in verdict.GLYPHS]
    shapes = {str([one for one in elements if one[0] in ("path", "circle", "rect")]) for elements in drawn}
    assert len(shapes) == len(verdict.GLYPHS)


def test_a_disaster_that_the_program_catches_can_be_named() -> None:
    known = {"start() raised": Outcome("failed", "RuntimeError", "start() raised it")}
    assert outcome(made_up(stdout="parent: start() raised RuntimeError\n"), known).word == "RuntimeError"
    assert outcome(made_up(stdout="all is well\n"), known).word == "exited 0"


def test_a_run_says_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOK_BUILD", raising=False)
    assert circumstances(made_up()) == "CPython 3.10.13 · 0.21 s · live"
    monkeypatch.setenv("BOOK_BUILD", "1")
    assert circumstances(made_up(seconds=31.27)) == "CPython 3.10.13 · 31.3 s · measured in this build"
    run = made_up(python="3.13.0t", recorded="")
    assert circumstances(run) == "CPython 3.13.0t, free-threaded · 0.21 s · recorded 2026-03-01"


def test_an_outcome_of_no_kind_is_refused() -> None:
    with pytest.raises(InvalidRequest, match=r"no kind of outcome 'warned'; there are: good, "):
        Outcome("warned", "inside it", "in the middle of the call")


def process(ended: str | None, parent: int = 17, **facts: object) -> dict[str, object]:
    """Give a process of a made-up run, whose program is process 17."""
    return {"pid": 18, "parent": parent, "state": "Z", "command": "python", "ended": ended, **facts}


@pytest.mark.parametrize(
    ("ended", "measurements", "said"),
    [
        (["killed by SIGSEGV"], {}, ", and a child was killed by SIGSEGV"),
        (["killed by SIGSEGV"] * 2, {}, ", and 2 children were killed by SIGSEGV"),
        (["killed by SIGSEGV"], {"child_exit_code": -11}, ", and its child was killed by SIGSEGV"),
        (
            ["killed by SIGSEGV", "killed by SIGKILL"],
            {"child_exit_code": -11},
            ", and its child was killed by SIGSEGV, and a child was killed by SIGKILL",
        ),
        (["exited 3", "unknown", None, "exited 0"], {}, ""),
        (["killed by SIGTERM"], {}, ""),
    ],
)
def test_what_the_guard_saw_is_added_to_what_the_program_says(
    ended: list[str | None], measurements: dict[str, int | float], said: str
) -> None:
    run = made_up(measurements=measurements, processes=[process(one) for one in ended])
    assert headline(run) == ("EXITED 0", said)


def test_the_program_itself_is_no_child_and_a_grandchild_is_none_either() -> None:
    killed = made_up(
        verdict="killed", exit_code=None, signal="SIGSEGV", processes=[process("killed by SIGSEGV", pid=17)]
    )
    assert headline(killed) == ("KILLED by SIGSEGV", "")
    deeper = made_up(processes=[process("killed by SIGKILL", parent=18)])
    assert headline(deeper)[1] == ", and a descendant was killed by SIGKILL"


def test_a_crash_that_the_guard_saw_is_no_success() -> None:
    crashed = outcome(made_up(processes=[process("killed by SIGSEGV")]))
    assert (crashed.kind, crashed.word) == ("killed", "child: SIGSEGV")
    assert crashed.says == "exit code 0, and a child was killed by SIGSEGV"
    on_purpose = outcome(made_up(processes=[process("killed by SIGKILL")]))
    assert (on_purpose.kind, on_purpose.word, on_purpose.says) == ("good", "exited 0", "exit code 0")
