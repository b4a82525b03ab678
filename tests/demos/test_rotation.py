"""Which interpreters the demos are run on, day by day."""

import os

import pytest

from scripts.lab.interpreters import Interpreter
from tests.demos import rotation


def interpreter(version: str) -> Interpreter:
    numbers = tuple(int(part) for part in version.rstrip("t").split("."))
    return Interpreter(f"/{version}", version, (*numbers, "final", 0), version.endswith("t"), "cpython")


FOUND = [interpreter(version) for version in ("3.8.18", "3.11.2", "3.11.7", "3.13.0t", "3.15.0", "3.15.0t")]


def test_in_as_many_days_as_there_are_others_each_has_its_turn() -> None:
    running, newest = FOUND[2], FOUND[4]
    turns = [rotation.chosen(FOUND, running, {rotation.VARIABLE: str(day)}) for day in range(700_000, 700_004)]
    assert all(turn[:2] == [running, newest] and len(turn) == 3 for turn in turns)
    assert {turn[2].version for turn in turns} == {"3.8.18", "3.11.2", "3.13.0t", "3.15.0t"}


def test_one_interpreter_is_enough() -> None:
    assert rotation.chosen(FOUND[:1], FOUND[0], {rotation.VARIABLE: "1"}) == FOUND[:1]


def test_the_number_can_be_given_and_is_that_of_the_day_otherwise() -> None:
    environment = {rotation.VARIABLE: "3"}
    rotation.set_default(environment)
    assert environment == {rotation.VARIABLE: "3"}
    today: dict[str, str] = {}
    rotation.set_default(today)
    assert int(today[rotation.VARIABLE]) > 700_000


@pytest.mark.parametrize(("value", "is_set"), [("true", True), ("1", True), ("", False), ("false", False)])
def test_continuous_integration_is_told_by_its_variable(value: str, is_set: bool) -> None:
    assert rotation.in_continuous_integration({"CI": value}) is is_set
    assert not rotation.in_continuous_integration({})


def test_every_worker_has_the_same_number() -> None:
    assert rotation.VARIABLE in os.environ
