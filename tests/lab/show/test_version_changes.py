"""What changed in a step from a version to the next one, in sentences."""

from pathlib import Path

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.version_changes import UNKNOWN, version_changes
from tests.lab.show.by_version import POOL, record_three_demos
from tests.lab.show.made_up import DEMO, Elements

CHANGE = f"""
[[change]]
before = "3.10"
after = "3.13"
issue = "gh-77377"
what = "A semaphore is refused"
demos = ["{DEMO}"]
"""


def test_an_outcome_has_its_issue_or_none_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch).write_text(CHANGE)
    shown = version_changes("3.10", "3.13")
    assert shown.text.splitlines() == [
        "A semaphore is refused (gh-77377): 1 outcome",
        f"  {DEMO}: exited 0, and its child was killed by SIGSEGV on 3.10.13; exited 1 with RuntimeError on 3.13.0",
        f"{UNKNOWN}: 1 outcome",
        f"  {POOL}: deadlocked on 3.10.13; exited 1 with RuntimeError on 3.13.0",
    ]
    page = Elements(shown.html)
    assert page.open == []
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert links[0] == "https://github.com/python/cpython/issues/77377"
    assert str(links[1]).startswith("library-rules.html#")


def test_what_is_printed_otherwise_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    assert version_changes("3.13", "3.13t").text.splitlines() == [
        f"{UNKNOWN}: 1 outcome",
        "  copy-on-write/by_rss: exited 0 on both; prints “event is set: False” on 3.13.0, "
        "and “it prints another line” on 3.13.5t",
    ]


def test_only_neighbours_can_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    with pytest.raises(InvalidRequest, match="are no neighbours"):
        version_changes("3.10", "3.13t")
    with pytest.raises(InvalidRequest, match="nothing is recorded on CPython 3.14"):
        version_changes("3.13", "3.14")
