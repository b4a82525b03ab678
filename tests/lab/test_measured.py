"""The parts of a condition that is false, and their values."""

import ast
from typing import Any

import pytest

from scripts.lab.measured import LONGEST_VALUE, Failing, failing, shortened


class Broken:
    """A value that can neither be shown nor compared."""

    def __repr__(self) -> str:
        raise SystemExit(1)

    def __eq__(self, other: object) -> bool:
        raise ValueError("no comparison")


class Long:
    """A value whose repr is long."""

    def __repr__(self) -> str:
        return "a" + "b" * 10_000_000 + "c"


def found(test: str, **names: Any) -> list[Failing]:
    return failing(ast.parse(test, mode="eval").body, names)


@pytest.mark.parametrize(
    "test, condition, values",
    [
        ("x == 4", "x == 4", ["x = 3"]),
        ("4 == x", "4 == x", ["x = 3"]),
        ("x == 3 and y > x", "y > x", ["y = 2", "x = 3"]),
        ("x == 3 and (y == 2 and x is None)", "x is None", ["x = 3"]),
        ("1 < y < x < y", "x < y", ["x = 3", "y = 2"]),
        ("not x", "not x", ["not x = False", "x = 3"]),
        ("x == 4 or y == 4", "x == 4 or y == 4", ["x == 4 or y == 4 = False", "x = 3", "y = 2"]),
        ("len(text) == 2", "len(text) == 2", ["len(text) = 3", "text = 'abc'"]),
        ("text[y] == 'x'", "text[y] == 'x'", ["text[y] = 'c'", "text = 'abc'", "y = 2"]),
        ("sum(n for n in [x]) == 2", "sum((n for n in [x])) == 2", ["sum((n for n in [x])) = 3", "x = 3"]),
        ("missing == 2", "missing == 2", []),
        (
            "x / 0 == 2",
            "x / 0 == 2",
            ["x / 0 raises ZeroDivisionError: ZeroDivisionError('division by zero')", "x = 3"],
        ),
        ("(x, y) == (1, 2)", "(x, y) == (1, 2)", ["(x, y) = (3, 2)", "x = 3", "y = 2"]),
    ],
)
def test_a_condition(test: str, condition: str, values: list[str]) -> None:
    assert found(test, x=3, y=2, text="abc") == [Failing(condition, None, values)]


def test_each_failing_element_of_all() -> None:
    failures = found("all(n < limit and n != 0 for n in [0, 1, 5, 6, 7])", limit=4)
    assert failures[0] == Failing("n != 0", "4 of the 5 elements", ["n = 0"])
    assert failures[1] == Failing("n < limit", "4 of the 5 elements", ["n = 5", "limit = 4"])
    assert len(failures) == 3


def test_all_over_pairs() -> None:
    failures = found("all(a == b for a, b in zip(left, right))", left=[1, 2], right=[1, 3])
    assert failures == [Failing("a == b", "1 of the 2 elements", ["a = 2", "b = 3"])]


def test_a_condition_that_holds_the_second_time() -> None:
    items = iter([1, 2])
    next(items)
    next(items)
    (failure,) = found("all(n == 1 for n in items)", items=items)
    assert failure.values == ["evaluated again, it holds for every element"]


def test_values_that_cannot_be_shown_or_compared() -> None:
    (failure,) = found("thing == other", thing=Broken(), other=Broken())
    said = "<Broken, whose repr raises SystemExit>"
    assert failure.values == [f"thing = {said}", f"other = {said}"]
    assert found("thing == 1 and thing", thing=Broken())[0].condition == "thing == 1"


HUGE = {
    "object": Long(),
    "list": ["x" * 10_000] * 10_000,
    "dict": dict.fromkeys(range(1000), "x" * 1000),
    "number": 10**100_000,
}


@pytest.mark.parametrize("value", HUGE.values(), ids=HUGE)
def test_huge_values(value: object) -> None:
    assert len(shortened(value)) <= LONGEST_VALUE + 4


def test_the_ends_of_a_long_repr_are_shown() -> None:
    assert shortened(Long()).startswith("ab") and shortened(Long()).endswith("bc")


def test_a_list_that_holds_itself() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert "..." in shortened(endless)
