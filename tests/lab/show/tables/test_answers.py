"""What runs printed, side by side."""

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.tables.answers import side_by_side
from tests.lab.show.made_up import Elements, made_up


def test_what_runs_said_stands_side_by_side() -> None:
    runs = {
        "fork": made_up(pid=1, stdout="start method: fork\nnoise\nthreads: 1\nrows_left = 3\n"),
        "spawn": made_up(pid=2, stdout="start method: spawn\nthreads: 1\n", exit_code=1),
    }
    shown = side_by_side(runs, "the child has")
    assert shown.text.split("\n\n")[0] == (
        "the child has  fork  spawn\nstart method   fork  spawn\nthreads        1     1\nrows left      3     –"
    )
    page = Elements(shown.html)
    assert page.open == []
    # An answer that differs is bold, but not a number, which would nearly always be.
    assert "<td><b>spawn</b></td>" in shown.html
    assert "<b>spawn</b></td>" not in side_by_side(runs, "the child has", compare=False).html
    assert '<td class="lab-amount">3</td>' in shown.html
    for text in (shown.text, page.text):
        assert "process 1 ·" in text and "process 2 ·" in text


def test_rows_are_chosen_and_named() -> None:
    runs = {"fork": made_up(stdout="lines_in_file = 2\nthreads: 1\nlines_in_file = 1\n")}
    rows = {"lines_in_file": "lines", "never_said": "nothing"}
    # What no run said has no row, and of what was said twice the last counts.
    assert side_by_side(runs, "remedy", rows).text.split("\n\n")[0] == "remedy  fork\nlines   1"


def test_a_name_that_python_gave_keeps_its_underscores() -> None:
    shown = side_by_side({"fork": made_up(stdout="__main__.limit: 20\nseen_limit = 10\n")}, "in the child")
    assert shown.text.split("\n\n")[0] == "in the child    fork\n__main__.limit  20\nseen limit      10"


def test_runs_that_said_nothing_cannot_be_put_side_by_side() -> None:
    with pytest.raises(InvalidRequest, match="LABEL: TEXT"):
        side_by_side({"fork": made_up(stdout="nothing of the kind\n")}, "said")
