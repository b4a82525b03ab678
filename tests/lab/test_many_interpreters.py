"""The doors that run demos on every interpreter of this machine."""

from dataclasses import replace
from pathlib import Path

import pytest

from scripts.lab import by_version, everywhere, interpreters, many_interpreters
from scripts.lab.interpreters import Interpreter
from scripts.lab.recordings.lookup import recorded_runs
from scripts.lab.versions import STUDIED, Version
from tests.lab.recordings.made import recordings_of
from tests.lab.show.made_up import made_up

RUNNING = "context-mismatch/one_context"


@pytest.fixture
def one_interpreter(monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    """Let this machine have the running interpreter alone."""
    here = interpreters.running()
    monkeypatch.setattr(interpreters, "find", lambda: [here])
    return here


def test_a_demo_is_run_on_each_and_the_missing_lines_are_named(one_interpreter: Interpreter, elsewhere: Path) -> None:
    done = everywhere(RUNNING)
    assert [one.python for one in done.runs] == [one_interpreter.version]
    assert done.absent == [line for line in STUDIED if line != Version(one_interpreter.version).line]
    assert len(done.absent) == len(STUDIED) - 1


def test_what_was_recorded_stands_for_the_versions_that_are_not_here(
    one_interpreter: Interpreter, elsewhere: Path
) -> None:
    old = [made_up(demo=RUNNING, python=one) for one in ("3.8.1", "3.14.0", one_interpreter.version)]
    recordings_of(*old)
    done = everywhere(RUNNING)
    assert [one.python for one in done.runs] == [one_interpreter.version]
    assert [one.python for one in done.recorded] == ["3.8.1", "3.14.0"]
    assert not {"3.8", "3.14"} & set(done.absent)
    several = by_version({"it": RUNNING})
    assert [one.python for one in several.recorded["it"]] == ["3.8.1", "3.14.0"]


def test_what_is_recorded_of_other_interpreters_is_not_run_again(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    here = interpreters.running()
    other = replace(here, version="3.12.99")
    monkeypatch.setattr(interpreters, "find", lambda: [here, other])
    recordings_of(*(made_up(demo=RUNNING, python=one) for one in ("3.12.99", here.version)))
    several = by_version(
        {"recorded": RUNNING, "not recorded": "context-mismatch/every_pair spawn spawn"}, run_again=False
    )
    assert [one.python for one in several.runs["recorded"]] == [here.version]
    assert [one.python for one in several.recorded["recorded"]] == ["3.12.99"]
    assert len(several.runs["not recorded"]) == 2
    assert [one.python for one in several.every["recorded"]] == [here.version, "3.12.99"]


def test_several_demos_take_their_arguments_as_in_a_shell(one_interpreter: Interpreter) -> None:
    done = by_version({"asks": RUNNING, "hands on": "context-mismatch/every_pair spawn spawn"})
    assert list(done.runs) == ["asks", "hands on"]
    assert all(one.expected for runs in done.runs.values() for one in runs)
    assert done.runs["hands on"][0].command.endswith("every_pair.py spawn spawn")


def test_what_was_recorded_stands_for_an_interpreter_without_the_package(
    one_interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_interpreters, "is_missing", lambda executable, package: package == "py-spy")
    demo = "deadlock-proof/asked_by_py_spy"
    everything = [one.python for one in recorded_runs(demo, "dump")]
    done = everywhere(demo, "dump")
    assert ([one.python for one in done.runs], [one.python for one in done.recorded]) == ([], everything)
    several = by_version({"asks": f"{demo} dump", "is there": RUNNING})
    assert [one.python for one in several.recorded["asks"]] == everything
    assert [one.python for one in several.runs["is there"]] == [one_interpreter.version]
