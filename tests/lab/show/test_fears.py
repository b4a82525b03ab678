"""What hangs, crashes and fails on each version, and which systems ship it."""

from pathlib import Path

import pytest

from scripts.lab.show.fears import shipped_pythons, version_fears
from scripts.lab.systems import SYSTEMS
from tests.lab.show.by_version import POOL, record_three_demos
from tests.lab.show.made_up import DEMO, Elements


def test_the_newest_comes_first_and_then_what_differs_from_the_next_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_three_demos(tmp_path, monkeypatch)
    assert version_fears().text.splitlines() == [
        "CPython 3.13.0: 2 fail",
        f"  fail: {DEMO}; {POOL}",
        "",
        "CPython 3.10.13: 1 hang, 1 crash",
        f"  hang, and not on 3.13.0: {POOL}",
        f"  crash, and not on 3.13.0: {DEMO}",
        f"  hang: {POOL}",
        f"  crash: {DEMO}",
        "",
        "CPython 3.13.5t: 2 fail",
        f"  fail: {DEMO}; {POOL}",
    ]


def test_a_line_is_the_summary_and_leads_to_the_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    page = Elements(version_fears().html)
    assert page.open == []
    assert {"on-3-13-0", "on-3-10-13", "on-3-13-5t"} <= {attributes.get("id") for _, attributes in page.elements}
    assert any(
        str(attributes.get("href")).startswith("library-rules.html#") for tag, attributes in page.elements if tag == "a"
    )
    assert "Not so on 3.13.0:" in page.text
    assert "The same as on 3.13.0." in page.text


def test_a_system_leads_to_the_recorded_version_of_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_three_demos(tmp_path, monkeypatch)
    shown = shipped_pythons()
    page = Elements(shown.html)
    assert page.open == []
    for one in SYSTEMS:
        assert one.name.replace("`", "") in page.text
        assert one.python in shown.text and f"read {one.read}" in page.text
    targets = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert not any(str(target).startswith("#on-3-15") for target in targets)
