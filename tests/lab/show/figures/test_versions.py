"""Every demo by version, as signs."""

from pathlib import Path

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.recordings import files
from scripts.lab.show.by_version import MEANING
from scripts.lab.show.figures.versions import version_map
from scripts.lab.show.verdict import GLYPHS
from tests.lab.show.by_version import record_three_demos
from tests.lab.show.made_up import Elements


def test_the_alt_text_says_what_the_picture_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    drawn = version_map("A caption.")
    page = Elements(drawn.html)
    assert page.open == []
    alts = {attributes["aria-label"] for tag, attributes in page.elements if tag == "svg"}
    assert alts == {
        "3 demos by version of CPython. 3.10.13: 1 exited with 0, 1 killed, 1 deadlocked. "
        "3.13.0: 1 exited with 0, 2 failed. 3.13.5t: 1 exited with 0, 2 failed. "
        "1 end in the same way on each version. The others: "
        "fork_event_spawn_process: killed from 3.10.13, failed from 3.13.0, failed on 3.13.5t. "
        "plain_lock_spawn_pool: deadlocked from 3.10.13, failed from 3.13.0, failed on 3.13.5t."
    }
    for words in (
        "Context mismatch",
        "Copy-on-write",
        "3.13.5t",
        "by_rss",
        MEANING["deadlocked"],
        "A caption. Recorded 2026-03-01 on",
    ):
        assert words in page.text
    assert MEANING["waiting"] not in page.text


def test_a_terminal_shows_a_row_of_signs_for_each_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    lines = version_map().text.splitlines()
    assert lines[0] == "3.10.13, 3.13.0, 3.13.5t:"
    assert lines[1:4] == ["Context mismatch", "  ✖  ◆  ◆  fork_event_spawn_process", "  ■  ◆  ◆  plain_lock_spawn_pool"]


def test_no_colour_of_its_own_is_left_to_one_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    drawn = version_map()
    pictures = drawn.html[drawn.html.index("<svg") :]
    assert "#" not in "".join(part.split('"')[0] for part in pictures.split('style="')[1:]).replace("url(#", "")


def test_each_kind_has_its_meaning() -> None:
    assert MEANING.keys() == GLYPHS.keys()
    assert len(set(MEANING.values())) == len(MEANING)


def test_nothing_is_drawn_where_nothing_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "RESULTS", tmp_path)
    with pytest.raises(InvalidRequest, match="nothing is recorded"):
        version_map()
