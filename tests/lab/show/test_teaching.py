"""What a teacher plans with, on a page and in a terminal."""

from pathlib import Path

import pytest

from scripts.lab.show.html import _inline
from scripts.lab.show.tables.needs import calculated
from scripts.lab.show.tables.sheet import verdict_sheet
from scripts.lab.show.teaching import lesson_plans, timetable
from scripts.lab.teaching.lessons import lessons, minutes
from scripts.lab.teaching.timetables import timetables
from tests.lab.show.by_version import record_three_demos
from tests.lab.show.made_up import Elements


@pytest.mark.parametrize("name", list(timetables()))
def test_a_timetable_links_its_pages(name: str) -> None:
    shown = timetable(name)
    for one in timetables()[name].entries:
        assert one.words in str(shown)
        assert not one.page or f'<a href="{one.page}.html">{one.words}</a>' in shown.html
    assert f"{timetables()[name].total} minutes" in shown.html and f"{timetables()[name].total} minutes" in str(shown)


def test_lesson_plans_have_every_lesson() -> None:
    shown = lesson_plans()
    for one in lessons():
        assert f'<a href="{one.page}.html">' in shown.html
        assert one.cut in str(shown)
    assert ".md" not in shown.html.partition("</style>")[2]


def test_inline_markdown() -> None:
    assert _inline("[a](b-c.md#d) `x<y` *z*") == '<a href="b-c.html#d">a</a> <code>x&lt;y</code> <em>z</em>'
    assert "<script>" not in _inline("<script>alert(1)</script>")


def test_the_verdict_sheet_has_each_recorded_demo_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    shown = verdict_sheet()
    page = Elements(shown.html)
    assert page.open == []
    assert sum(tag == "th" and attributes.get("scope") == "row" for tag, attributes in page.elements) == 3
    spans = [attributes.get("colspan") for tag, attributes in page.elements if tag == "td"]
    assert spans == [None, "2", None, "2", "3"]
    rows = [line.split() for line in shown.text.splitlines()]
    assert ["plain_lock_spawn_pool", "■", "deadlocked", "◆", "RuntimeError", "◆", "RuntimeError"] in rows


def test_what_many_learners_need_is_calculated_from_one() -> None:
    found = {
        "jupyterlab_mib": 100,
        "pages": {
            "lock-inheritance": {"peak_mib": 412, "processor_seconds": 18.0},
            "copy-on-write": {"peak_mib": 924, "processor_seconds": 9.0},
        },
    }
    busy = 30 * 18 / (60 * minutes("lock-inheritance"))
    assert calculated(found, 30) == {"memory_gib": 30, "processors": round(busy, 1)}
