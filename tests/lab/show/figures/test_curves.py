"""Lines say every number in words too."""

import re

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.figures.curves import curves


def test_curves_say_every_number() -> None:
    shown = curves(
        {"ms": {"pickled": {1: 3.25, 64: 200}, "inherited": {1: 0, 64: 2}}, "MiB": {"pickled": {1: 1}}}, "MiB"
    )
    assert "ms, pickled: 3.2 at 1, 200 at 64" in shown.text
    assert "ms, inherited: 0 at 1, 2 at 64" in shown.text
    assert "MiB, pickled: 1 at 1" in shown.text
    assert not re.search(r"#[0-9a-f]{6}", shown.html.partition("</style>")[2]), "a colour that no theme changes"


def test_curves_need_numbers() -> None:
    with pytest.raises(InvalidRequest, match="numbers"):
        curves({"ms": {"pickled": {}}}, "MiB")


def test_linear_curves_begin_at_nothing() -> None:
    shown = curves({"MiB": {"frozen": {0: 0, 100: 5}, "not frozen": {0: 0, 100: 20}}}, "requests", linear=True)
    assert "MiB, frozen: 0 at 0, 5 at 100" in shown.text
    # The ticks of an axis that begins at 0: no logarithm has that one.
    assert re.search(r">0</text>", shown.html)
