"""Every demo by version, as signs."""

from pathlib import Path

import pytest

from scripts.lab import catalogue
from scripts.lab.errors import InvalidRequest
from scripts.lab.recordings import files
from scripts.lab.recordings.calls import Call
from scripts.lab.show.by_version import MEANING, Line, telling
from scripts.lab.show.figures.versions import version_map
from scripts.lab.show.verdict import GLYPHS, Outcome
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


def test_of_several_calls_the_row_is_the_one_with_the_most_news() -> None:
    good, stuck = Outcome("good", "exited 0", ""), Outcome("deadlocked", "deadlocked", "")
    demo = catalogue.find("context-mismatch/every_pair")

    def line(word: str, *outcomes: Outcome) -> Line:
        return Line(Call(demo, (word,), {}), dict(zip(("3.12.1", "3.13.0"), outcomes, strict=True)))

    always, never, since = line("always", stuck, stuck), line("never", good, good), line("since", good, stuck)
    assert telling([never, always, since]) == [since]
    assert telling([never, always]) == [always]
    assert telling([never, line("again", good, good)]) == [never]
