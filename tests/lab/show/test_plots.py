"""Pictures of numbers: every one is said in words too, and nothing is drawn that cannot be."""

import re

import pytest

from scripts.lab.errors import Senseless
from scripts.lab.show.plots import bars, curves, distributions


def test_a_distribution_says_its_medians() -> None:
    shown = distributions({"small parent": {"fork": [1, 2, 30], "spawn": [40.25, 50, 1234]}}, "ms", "Ten children.")
    for words in ("small parent, fork: median 2 ms, from 1 to 30", "spawn: median 50 ms, from 40 to 1234"):
        assert words in shown.text
    assert "Ten children." in shown.text
    # Once for a page, once for a telephone; each dot is there in both.
    assert shown.html.count("<svg") == 2
    assert "lab-narrow" in shown.html
    assert not re.search(r"#[0-9a-f]{6}", shown.html.partition("</style>")[2]), "a colour that no theme changes"


@pytest.mark.parametrize("numbers", [[], [0], [-1.0, 2]])
def test_what_no_logarithm_takes_is_refused(numbers: list[float]) -> None:
    with pytest.raises(Senseless, match="above 0"):
        distributions({"parent": {"fork": numbers}}, "ms")


def test_curves_say_every_number() -> None:
    shown = curves(
        {"ms": {"pickled": {1: 3.25, 64: 200}, "inherited": {1: 0, 64: 2}}, "MiB": {"pickled": {1: 1}}}, "MiB"
    )
    assert "ms, pickled: 3.2 at 1, 200 at 64" in shown.text
    assert "ms, inherited: 0 at 1, 2 at 64" in shown.text
    assert "MiB, pickled: 1 at 1" in shown.text
    assert not re.search(r"#[0-9a-f]{6}", shown.html.partition("</style>")[2]), "a colour that no theme changes"


def test_curves_need_numbers() -> None:
    with pytest.raises(Senseless, match="numbers"):
        curves({"ms": {"pickled": {}}}, "MiB")


def test_many_series_are_drawn_alike() -> None:
    versions = {f"3.{minor}": [float(minor)] for minor in range(8, 16)}
    shown = distributions({"by version": versions}, "ms")
    assert "3.15: median 15 ms" in shown.text


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
    with pytest.raises(Senseless, match="bars need numbers"):
        bars(groups, "MiB")


def test_linear_curves_begin_at_nothing() -> None:
    shown = curves({"MiB": {"frozen": {0: 0, 100: 5}, "not frozen": {0: 0, 100: 20}}}, "requests", linear=True)
    assert "MiB, frozen: 0 at 0, 5 at 100" in shown.text
    # The ticks of an axis that begins at 0: no logarithm has that one.
    assert re.search(r">0</text>", shown.html)
