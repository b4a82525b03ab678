"""The timetables: each adds up to what it promises, from the minutes of the pages."""

from pathlib import Path

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.teaching import timetables as module
from scripts.lab.teaching.lessons import minutes
from scripts.lab.teaching.timetables import timetables

FIVE = ["context-mismatch", "fork-versus-spawn", "lock-inheritance", "gc-reentrancy", "copy-on-write"]


def test_half_a_day_and_a_full_day() -> None:
    plans = timetables()
    assert {name: plan.total for name, plan in plans.items()} == {"Half a day": 180, "A full day": 360}
    for plan in plans.values():
        pages = [one.page for one in plan.entries if one.page]
        assert [page for page in FIVE if page in pages] == FIVE
        assert all(one.minutes >= 5 for one in plan.entries)
        taken = {one.page: one.minutes for one in plan.entries if one.page and not one.words.startswith("Exercise")}
        assert taken == {page: minutes(page) for page in taken}


def test_participants_sit_for_two_hours_at_most() -> None:
    for plan in timetables().values():
        sitting = 0
        for one in plan.entries:
            sitting = 0 if one.words in ("Break", "Lunch") else sitting + one.minutes
            assert sitting <= 120, one


def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, entries: str) -> module.Timetable:
    file = tmp_path / "timetables.toml"
    file.write_text(f'[[timetable]]\nname = "x"\nstart = "09:50"\nminutes = {minutes}\nentries = [{entries}]\n')
    monkeypatch.setattr(module, "FILE", file)
    return timetables()["x"]


def test_what_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = plan(
        tmp_path,
        monkeypatch,
        20,
        '{ what = "a", minutes = 20 }, { what = "Lunch", minutes = 60, counts = false }',
    )
    assert [one.start for one in made.entries] == ["09:50", "10:10"]
    assert (made.total, made.end) == (20, "11:10")


@pytest.mark.parametrize(
    "minutes, entries, words",
    [
        (10, '{ what = "a", minutes = 20 }', "promises 10 minutes, and its entries take 20"),
        (10, '{ page = "no-page" }', "no page 'no-page'"),
        (10, '{ exercise = "my-program-hangs" }', "no exercise outside"),
    ],
)
def test_what_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, entries: str, words: str
) -> None:
    with pytest.raises(InvalidRequest, match=words):
        plan(tmp_path, monkeypatch, minutes, entries)
