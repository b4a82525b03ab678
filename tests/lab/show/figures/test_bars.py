"""Bars say every number in words too."""

import re

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.figures.bars import bars


def test_bars_say_every_number_and_of_how_much() -> None:
    shown = bars({"": {"len(data)": 0, "sum(data)": 66.95}}, "%", "Copied.", whole=100, kinds={"len(data)": "good"})
    assert "Bars of 100 %. len(data): 0 %; sum(data): 67 %." in shown.text
    assert shown.html.count("<svg") == 2
    for colour in ("shared", "good", "failed"):
        assert f"var(--lab-{colour})" in shown.html
    assert not re.search(r"#[0-9a-f]{6}", shown.html.partition("</style>")[2]), "a colour that no theme changes"


def test_a_bar_of_one_group_can_have_a_colour_of_its_own() -> None:
    groups = {"3.11": {"frozen": 1.0}, "3.13t": {"frozen": 26.0}}
    shown = bars(groups, "MiB", kinds={"frozen": "good", ("3.13t", "frozen"): "killed"})
    drawn = shown.html.partition("</style>")[2]
    assert all(f"fill: var(--lab-{colour})" in drawn for colour in ("good", "killed"))


def test_bars_without_a_whole_show_nothing_of_it() -> None:
    shown = bars({"3.8": {"frozen": 1}, "3.9": {"frozen": 2.25}}, "MiB")
    assert "3.8, frozen: 1 MiB; 3.9, frozen: 2.2 MiB" in shown.text
    assert "var(--lab-shared)" not in shown.html.partition("</style>")[2]


@pytest.mark.parametrize("groups", [{}, {"": {}}, {"": {"one": -1}}])
def test_bars_need_numbers(groups: dict[str, dict[str, float]]) -> None:
    with pytest.raises(InvalidRequest, match="bars need numbers"):
        bars(groups, "MiB")
