"""The canvas: what every figure shares."""

import re
from collections.abc import Callable

import pytest

from scripts.lab.show.figures.canvas import BROAD, NARROW, Canvas, Entry, figure, looks
from scripts.lab.show.figures.text import Style, height, width, wrapped
from tests.lab.show.made_up import Elements

PLAIN, MONO, BOLD = Style(11.5), Style(10.5, mono=True), Style(12, bold=True)


def line(canvas: Canvas) -> float:
    canvas.panel(30, 10, 200, 100).plot([1, 2], [3, 4], color="#14641e")
    return 150


def test_a_figure_needs_alt_text_and_is_the_same_in_every_build() -> None:
    with pytest.raises(ValueError, match="alt text"):
        figure(line, " ")
    assert figure(line, "A line that rises.").html == figure(line, "A line that rises.").html
    assert figure(line, "A line that rises.", "Measured.").text == "[figure] A line that rises.\nMeasured."
    assert figure(line, "A line that rises.", "Measured.", "3 at 1").text == "3 at 1\nMeasured."
    # An id of another figure on the page would be this one's clip path.
    ids = re.findall(r' id="([^"]+)"', figure(line, "A line that rises.").html)
    assert ids
    assert all(name.startswith("lab") for name in ids)


def test_it_is_drawn_at_both_widths_and_named_for_those_who_cannot_see_it() -> None:
    html = figure(line, 'A "line" that <b>rises</b>.').html
    pictures = Elements(html).named("svg")
    assert [picture["class"] for picture in pictures] == ["lab-broad", "lab-narrow"]
    assert [picture["style"] for picture in pictures] == [f"max-width:{BROAD}px", f"max-width:{NARROW}px"]
    assert {picture["aria-label"] for picture in pictures} == {'A "line" that <b>rises</b>.'}


def test_a_panel_stands_where_it_was_put_whatever_the_height_becomes() -> None:
    canvas = Canvas(BROAD)
    axes = canvas.panel(70, 10, 140, 100)
    drawn = canvas.finished(200)
    assert list(drawn.get_size_inches() * 72) == pytest.approx([BROAD, 200])
    assert axes.get_position().bounds == pytest.approx((0.1, 0.45, 0.2, 0.5))


@pytest.mark.filterwarnings("error")
def test_words_stay_words_whatever_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "</text><b>$\\frac{1}{2}$ \u540d\u524d"

    def draw(canvas: Canvas) -> float:
        canvas.write(0, 10, hostile, canvas.text)
        canvas.panel(30, 30, 100, 50).set_title(hostile)
        return 100

    page = Elements(figure(draw, "Words.").html)
    assert page.text.count("$\\frac{1}{2}$") == 4
    assert "b" not in {name for name, _ in page.elements}


def signs(canvas: Canvas) -> tuple[list[tuple[float, float]], Callable[[float, float], None]]:
    at: list[tuple[float, float]] = []
    return at, lambda x, y: at.append((x, y))


def test_a_legend_has_as_many_entries_in_a_row_as_there_is_room_for() -> None:
    for room, rows in ((BROAD, 1), (NARROW, 2)):
        canvas = Canvas(room)
        at, sign = signs(canvas)
        right, bottom = canvas.legend([Entry("with a time limit", sign)] * 3, 10)
        assert len({y for _, y in at}) == rows
        assert right <= room
        assert bottom > max(y for _, y in at)


def test_up_to_four_series_look_different_and_more_look_alike() -> None:
    four = looks("abcd")
    for fact in ("colour", "marker", "stroke"):
        assert len({getattr(look, fact) for look in four.values()}) == 4
    assert len(set(looks("abcde").values())) == 1


@pytest.mark.parametrize("style", [PLAIN, MONO, BOLD])
def test_the_width_of_words_is_measured(style: Style) -> None:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    family = "DejaVu Sans Mono" if style.mono else "DejaVu Sans"
    font = FontProperties(family=family, weight="bold" if style.bold else "normal")
    for text in (
        "process 2114757",
        "in _ConnectionBase.send_bytes, connection.py:200",
        "a thread of process 4241 that fork did not copy",
        "called in MainWindow.COMMAND, WWW_MMM.py:1234567890",
        "0x7f12a4000b60",
        "private lock",
    ):
        real = TextPath((0, 0), text, size=style.size, prop=font).get_extents().width
        assert real <= width(text, style) <= 1.05 * real, text
    # In the page's own font these are as wide as they are high.
    assert width("\u540d\u524d", style) >= 2 * style.size


def test_words_are_broken_where_they_can_be() -> None:
    assert wrapped("in put, queue.py:133", PLAIN, 85) == ["in put,", "queue.py:133"]
    assert wrapped("in _ConnectionBase.send_bytes", PLAIN, 110) == ["in", "_ConnectionBase.", "send_bytes"]
    assert all(width(line, PLAIN) <= 40 for line in wrapped("x" * 30, PLAIN, 40))
    assert len(wrapped("word " * 100, PLAIN, 60)) == 5
    assert wrapped("word " * 100, PLAIN, 60)[-1] == "⋯"
    assert "".join(wrapped("word " * 100, PLAIN, 60, None)) == "word" * 100
    assert height([("word word", PLAIN), ("word", BOLD)], 40) == 2 * PLAIN.step + BOLD.step


def test_a_flood_of_words_is_broken_at_once() -> None:
    assert wrapped("x" * 10_000_000, PLAIN, 300)[-1] == "⋯"
