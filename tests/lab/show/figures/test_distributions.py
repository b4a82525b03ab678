"""Every number is drawn, and its median is said in words."""

import re

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.figures.distributions import distributions


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
    with pytest.raises(InvalidRequest, match="above 0"):
        distributions({"parent": {"fork": numbers}}, "ms")


def test_many_series_are_drawn_alike() -> None:
    versions = {f"3.{minor}": [float(minor)] for minor in range(8, 16)}
    shown = distributions({"by version": versions}, "ms")
    assert "3.15: median 15 ms" in shown.text
