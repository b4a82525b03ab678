"""Pictures made from a run."""

import re

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.figures.timeline import Event, timeline
from tests.lab.show.made_up import Elements, made_up

RUN = made_up(
    stdout="handle: 0x7f00\nmapped in the parent: /dev/shm/sem.x <deleted>\nmapped in the child: nothing\n"
    "child_exit_code = -11\n",
    stderr="Fatal Python error: Segmentation fault\n",
)
EVENTS = (
    Event("parent", "handle:", "A lock of the fork context."),
    Event("parent", "mapped in the parent", to="child"),
    Event("child", "mapped in the child", "The same address:"),
    Event("child", "Fatal Python error", kind="killed", ends=True),
    Event("parent", "child_exit_code"),
)


def test_what_was_printed_stands_in_the_picture() -> None:
    page = Elements(timeline(RUN, *EVENTS, caption="From the run above.").html)
    assert page.open == []
    for words in (
        "parent",
        "A lock of the fork context.",
        "handle: 0x7f00",
        "/dev/shm/sem.x",
        "child_exit_code = -11",
    ):
        assert words in page.text
    assert "From the run above." in page.text


def test_its_alt_text_tells_the_story_in_order() -> None:
    shown = timeline(RUN, *EVENTS)
    for picture in Elements(shown.html).named("svg"):
        alt = picture["aria-label"] or ""
        assert alt in shown.text
        assert "a column for each of parent, child" in alt
        assert "2. parent, reaching child: mapped in the parent" in alt
        assert "4. child: Fatal Python error: Segmentation fault; there child ends." in alt


def test_the_picture_takes_its_colours_from_the_page() -> None:
    html = timeline(RUN, *EVENTS).html
    pictures = html[html.index("<svg") :]
    assert "var(--lab-killed)" in pictures
    assert "var(--lab-ink)" in pictures
    assert not re.search(r"#[0-9a-f]{6}", pictures)


def test_what_was_not_printed_is_not_drawn() -> None:
    with pytest.raises(InvalidRequest, match="'all is well' is nothing that this run of .* printed"):
        timeline(RUN, Event("parent", "all is well"))
    with pytest.raises(InvalidRequest):
        timeline(RUN)


def test_one_processs_lines_are_drawn_in_the_order_in_which_they_came() -> None:
    with pytest.raises(InvalidRequest, match="the run has 'handle:' before 'mapped in the parent', not after it"):
        timeline(RUN, Event("parent", "mapped in the parent"), Event("parent", "handle:"))
    # Two processes write when they flush: their lines may reach the pipe in another order.
    timeline(RUN, Event("child", "mapped in the child"), Event("parent", "handle:"))


def test_marks_have_their_time_and_their_order() -> None:
    run = made_up(marks=[{"name": "forked", "seconds": 0.041}, {"name": "filled", "seconds": 1.312}])
    shown = timeline(run, Event("parent", "forked", to="child"), Event("child", "filled"))
    assert "1. parent, reaching child after 0.04 s: mark: forked." in shown.text
    assert "1.31 s" in Elements(shown.html).text
    with pytest.raises(InvalidRequest, match="before"):
        timeline(run, Event("child", "filled"), Event("parent", "forked"))


def test_hostile_output_stays_words() -> None:
    run = made_up(stdout="</svg><script>alert(1)</script>$\\frac{1}{2}$ \x1b[31mred\x1b[0m\n")
    page = Elements(timeline(run, Event("<b>", "alert", "<i>")).html)
    assert not {"script", "b", "i"} & {name for name, _ in page.elements}
    assert page.open == []
