"""A picture of decisions says each question, and what its yes leads to, in words too."""

import re

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.figures.decisions import Decision, decisions

WAITS = Decision("Does the task wait?", "threads", "Start processes before them.")
OTHERWISE = Decision("", "an executor", "Its workers are processes.")


def test_decisions_are_said_in_their_order() -> None:
    shown = decisions([WAITS, OTHERWISE], "What to use.")
    assert "1. Does the task wait? Yes: threads. Start processes before them." in shown.text
    assert shown.text.index("Does the task wait?") < shown.text.index("Otherwise: an executor. Its workers")
    assert "What to use." in shown.text
    assert shown.html.count("<svg") == 2
    assert "none of these" in shown.html
    assert not re.search(r"#[0-9a-f]{6}", shown.html.partition("</style>")[2]), "a colour that no theme changes"


@pytest.mark.parametrize("steps", [[], [WAITS], [OTHERWISE, WAITS], [OTHERWISE, OTHERWISE]])
def test_the_last_one_alone_has_no_question(steps: list[Decision]) -> None:
    with pytest.raises(InvalidRequest, match="decisions are questions"):
        decisions(steps)
