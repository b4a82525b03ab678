"""The picture of a wait graph."""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest

from scripts.lab.records.evidence import Thread, Wait
from scripts.lab.show.figures.canvas import BROAD, NARROW
from scripts.lab.show.wait_graph.build import wait_graph
from scripts.lab.show.wait_graph.drawing import graph
from scripts.lab.show.wait_graph.layout import layout
from scripts.lab.show.wait_graph.lines import graph_as_text
from scripts.lab.show.wait_graph.page import Box
from tests.lab.show.made_up import Elements, made_up
from tests.lab.show.wait_graph.made_up_waits import (
    ALONE,
    EVERYTHING,
    HUNDRED,
    STALLED,
    VANISHED_OWNER,
    cycle,
    private_lock,
    thread,
)

HOSTILE = "\x1b[31m</text></svg><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;$\\frac{1}{2}$\x00"


def overlapping(boxes: Sequence[Box]) -> list[tuple[Box, Box]]:
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
    ]


def inside(inner: Box, outer: Box) -> bool:
    return outer.x <= inner.x and inner.right <= outer.right and outer.y <= inner.y and inner.bottom <= outer.bottom


@pytest.fixture(params=EVERYTHING)
def entries(request: pytest.FixtureRequest) -> list[Thread]:
    return EVERYTHING[request.param]


@pytest.mark.parametrize("room", [BROAD, NARROW])
def test_nothing_lies_upon_another_and_nothing_is_out_of_sight(entries: list[Thread], room: float) -> None:
    page = layout(wait_graph(entries), room)
    assert page.width <= room
    everything = Box(0, 0, page.width, page.height)
    assert overlapping([words.box for words in page.words]) == []
    nodes = [shape.box for shape in page.shapes if shape.kind not in ("process", "beyond")]
    assert overlapping(nodes) == []
    assert overlapping([shape.box for shape in page.shapes if shape.kind in ("process", "beyond")]) == []
    assert [box for box in nodes if not inside(box, everything)] == []
    assert [words for words in page.words if not inside(words.box, everything)] == []
    for words in page.words:
        touched = [box for box in nodes if overlapping([box, words.box])]
        assert all(inside(words.box, box) for box in touched), words


@pytest.mark.parametrize("room", [BROAD, NARROW])
def test_every_arrow_begins_and_ends_at_a_shapes_side_and_crosses_none(entries: list[Thread], room: float) -> None:
    page = layout(wait_graph(entries), room)
    boxes = [shape.box for shape in page.shapes]
    nodes = [shape.box for shape in page.shapes if shape.kind not in ("process", "beyond")]
    assert page.routes
    for route in page.routes:
        assert any(at_its_side(route.points[0], box) for box in boxes), route
        assert any(at_its_side(route.points[-1], box) for box in boxes), route
        for start, end in zip(route.points, route.points[1:], strict=False):
            line = Box(min(start[0], end[0]), min(start[1], end[1]), abs(end[0] - start[0]), abs(end[1] - start[1]))
            shrunk = [Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2) for box in nodes]
            crossed = [box for box in shrunk if overlapping([thick(line), box])]
            assert crossed == [], route


def thick(line: Box) -> Box:
    return Box(line.x, line.y, max(line.width, 0.1), max(line.height, 0.1))


def at_its_side(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    beside = min(abs(x - box.x), abs(x - box.right)) < 0.01 and box.y <= y <= box.bottom
    return beside or (min(abs(y - box.y), abs(y - box.bottom)) < 0.01 and box.x <= x <= box.right)


def test_the_legend_names_what_occurs_and_nothing_else() -> None:
    def says(entries: list[Thread]) -> str:
        return Elements(graph(made_up(verdict="deadlocked", evidence=entries)).html).text

    assert "closing the cycle" in says(ALONE)
    assert "does not exist" not in says(ALONE)
    assert "does not exist" in says(VANISHED_OWNER)
    assert "closing the cycle" not in says(VANISHED_OWNER)
    assert "with a time limit" in says(STALLED)
    assert "with a time limit" not in says(VANISHED_OWNER)


def test_the_picture_says_in_words_what_it_shows() -> None:
    shown = graph(made_up(verdict="deadlocked", evidence=VANISHED_OWNER, pid=4241), "From the run above.")
    page = Elements(shown.html)
    assert page.open == []
    for picture in page.named("svg"):
        alt = picture["aria-label"] or ""
        assert alt.startswith("Wait graph. The main thread of process 4241, in BaseProcess.join (process.py:149)")
        assert "either a thread of process 4241 that fork did not copy holds it" in alt
    for words in ("its owner?", "private lock", "resource tracker, process 4250", "forked from process 4241"):
        assert words in page.text
    assert "From the run above." in page.text
    assert shown.text.splitlines()[-1] == "From the run above."
    assert "┄▶ a thread of process 4241 that fork did not copy, or itself" in shown.text
    pictures = shown.html[shown.html.index("<svg") :]
    assert "var(--lab-deadlocked)" in pictures
    assert not re.search(r"#[0-9a-f]{6}", pictures)


def test_the_same_evidence_gives_the_same_picture() -> None:
    run = made_up(verdict="deadlocked", evidence=HUNDRED)
    assert graph(run).html == graph(run).html


def test_the_program_is_found_by_either_of_its_numbers() -> None:
    for pid, machine_pid in ((102, 5), (5, 102)):
        shown = graph(made_up(verdict="deadlocked", evidence=cycle(3), pid=pid, machine_pid=machine_pid))
        assert shown.text.startswith("process 102\n")


def test_where_there_is_no_evidence_there_is_nothing_to_draw_and_that_is_said() -> None:
    shown = graph(made_up())
    assert "<svg" not in shown.html
    for text in (Elements(shown.html).text, shown.text):
        assert text.strip().startswith("EXITED 0: no thread was left waiting")
        assert "There is nothing to draw." in text
    assert "nothing to draw" in graph_as_text([])


@pytest.mark.filterwarnings("error")
def test_nothing_in_the_evidence_becomes_markup_or_breaks_the_picture() -> None:
    words = dict.fromkeys(("what", "key", "address", "direction", "path", "why_open"), HOSTILE)
    parts = [Wait(kind=HOSTILE, what=HOSTILE, unlimited=None, key=HOSTILE, held_by=[8])] * 2
    everything = Wait(kind=HOSTILE, unlimited=True, held_by=[7], outside=[HOSTILE], copied_from=6, parts=parts, **words)
    frames = ((HOSTILE, HOSTILE, 3),)
    threads = [
        thread(7, 7 + number, everything.replace(kind=kind, private=kind == "lock", key=f"{HOSTILE}{kind}"), *frames)
        for number, kind in enumerate(("lock", "pipe", "socket", "child", "file-lock", "any-of", "time", HOSTILE))
    ]
    threads += [
        thread(8, 8, None, *frames, call=HOSTILE, state=HOSTILE),
        thread(9, 9, everything.replace(parts=[], held_by=[]), call=HOSTILE),
        thread(10, 10, private_lock(10), ("名前 \U0001f600", "/tmp/\ud800.py", 1)),
    ]
    shown = graph(made_up(verdict="stalled").replace(evidence=threads))
    page = Elements(shown.html)
    assert page.open == []
    assert not {"script", "img"} & {name for name, _ in page.elements}
    assert not [given for _, given in page.elements if any(key.startswith("on") for key in given)]
    for text in (shown.html, shown.text):
        assert "\x1b" not in text
        assert "\x00" not in text


OVERLAPPING_WORDS = """
[...document.querySelectorAll('.lab-figure svg')].filter(svg => svg.getBoundingClientRect().width > 0).flatMap(svg => {
  const words = [...svg.querySelectorAll('text')].map(word => [word.textContent, word.getBoundingClientRect()]);
  const found = [];
  words.forEach(([one, a], at) => words.slice(at + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // A line's box is taller than its letters.
    if (across > 0.5 && down > 0.25 * Math.min(a.height, b.height)) found.push([one, other]);
  }));
  const page = svg.getBoundingClientRect();
  words.forEach(([one, a]) => { if (a.right > page.right + 0.5) found.push([one, 'is cut off']); });
  return found;
})
"""


@pytest.fixture(scope="module")
def pictures() -> str:
    shown = [entries for name, entries in EVERYTHING.items() if name not in ("cycle of 5", "cycle of 6", "cycle of 11")]
    return "".join(graph(made_up(verdict="deadlocked", evidence=entries)).html for entries in shown)


@pytest.mark.browser
@pytest.mark.parametrize("width_of_window", [320, 400, 1400])
def test_in_a_browser_no_words_lie_upon_others(browser: Any, pictures: str, width_of_window: int) -> None:
    context = browser.new_context(viewport={"width": width_of_window, "height": 900})
    page = context.new_page()
    page.set_content(f'<!doctype html><meta name="viewport" content="width=device-width"><body>{pictures}')
    assert page.evaluate(OVERLAPPING_WORDS) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    context.close()
