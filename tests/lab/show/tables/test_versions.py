"""Every call of every demo by version, in words."""

from pathlib import Path

import pytest

from scripts.lab.catalogue import ROOT, demos
from scripts.lab.recordings.calls import Call
from scripts.lab.sections import title
from scripts.lab.show.by_version import Line, by_hazard
from scripts.lab.show.tables.versions import version_tables
from tests.lab.show.by_version import record_three_demos
from tests.lab.show.made_up import Elements


def test_a_cell_stretches_over_the_versions_with_the_same_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    page = Elements(version_tables().html)
    assert page.open == []
    spans = [attributes["colspan"] for tag, attributes in page.elements if tag == "td"]
    assert spans == ["1", "2", "1", "2", "3", "1", "1", "1"]
    assert "2 demos, 2 calls, 0 of them the same on each version" in page.text
    assert "1 demo, 2 calls, 2 of them the same on each version" in page.text
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert any(link and link.endswith("scripts/demos/copy_on_write/by_rss.py") for link in links)
    assert any(link and link.startswith("measuring-shared-memory.html#") for link in links)
    assert not any(attributes.get("open") for tag, attributes in page.elements if tag == "details")


def test_a_terminal_has_a_word_for_each_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    text = version_tables().text
    assert text.endswith("\n\nRecorded 2026-03-01 on Linux 6.1, x86_64, 2 processors, 24 GiB.")
    rows = [line.split("  ") for line in text.splitlines()[:-1] if line.strip()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert cells == [
        ["Context mismatch", "3.10.13", "3.13.0", "3.13.5t"],
        ["fork_event_spawn_process", "✖ child: SIGSEGV", "◆ RuntimeError", "◆ RuntimeError"],
        ["plain_lock_spawn_pool", "■ deadlocked", "◆ RuntimeError", "◆ RuntimeError"],
        ["Copy-on-write", "3.10.13", "3.13.0", "3.13.5t"],
        ["by_rss", "● exited 0", "● exited 0", "● exited 0"],
        ["by_rss once", "–", "● exited 0", "–"],
    ]


def test_each_demo_stands_under_the_title_of_a_page() -> None:
    titles = {title(page.stem) for page in (ROOT / "chapters").glob("*.md")}
    assert set(by_hazard(Line(Call(demo, (), {}), {}) for demo in demos())) <= titles
