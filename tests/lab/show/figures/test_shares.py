"""One measured share beside another."""

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.figures.shares import shares
from tests.lab.show.made_up import Elements, made_up

ACROSS, UP = ("held_share", "held"), ("wedged_share", "wedged")


def measured(held: float, wedged: float) -> object:
    return made_up(measurements={"held_share": held, "wedged_share": wedged})


def test_every_number_stands_in_the_text_and_in_the_alt_text() -> None:
    panels = {
        "one": {"waits": [measured(0.25, 0.24), measured(0.5, 0.53)]},
        "other": {"waits": [measured(0.5, 0.46)], "brief": [measured(0.5, 0.0)]},
    }
    drawn = shares(panels, ACROSS, UP, "Each point is a run.")
    assert drawn.text.splitlines() == [
        "wedged, beside held:",
        "one, waits: 0.24 at 0.25, 0.53 at 0.50",
        "other, waits: 0.46 at 0.50",
        "other, brief: 0.00 at 0.50",
        "Each point is a run.",
    ]
    page = Elements(drawn.html)
    assert page.open == []
    for words in ("one", "other", "waits", "brief", "held", "wedged", "Each point is a run."):
        assert words in page.text
    assert drawn.html.count('aria-label="wedged, beside held: one, waits: 0.24 at 0.25') == 2


def test_no_colour_of_its_own_is_left_to_one_theme() -> None:
    drawn = shares({"one": {"waits": [measured(0.5, 0.5)]}}, ACROSS, UP)
    pictures = drawn.html[drawn.html.index("<svg") :]
    assert "#" not in "".join(part.split('"')[0] for part in pictures.split('style="')[1:])


@pytest.mark.parametrize(
    ("panels", "complaint"),
    [
        ({}, "needs runs"),
        ({"one": {}}, "needs runs"),
        ({"one": {"waits": [made_up()]}}, "measured no share 'held_share'"),
        ({"one": {"waits": [measured(1.5, 0.0)]}}, "measured no share 'held_share': 1.5"),
    ],
)
def test_nothing_is_drawn_from_what_was_not_measured(panels: dict, complaint: str) -> None:
    with pytest.raises(InvalidRequest, match=complaint):
        shares(panels, ACROSS, UP)
