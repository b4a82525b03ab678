"""Every call that was recorded, with its runs by version."""

from pathlib import Path

import pytest

from scripts.lab.recordings import files
from scripts.lab.recordings.calls import calls, outdated
from scripts.lab.show.by_version import when_and_where
from tests.lab.recordings.made import recordings_of
from tests.lab.show.made_up import DEMO, made_up


def test_a_call_has_its_runs_oldest_version_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "RESULTS", tmp_path)
    assert calls() == []
    recordings_of(made_up(python="3.13.0"), made_up(python="3.9.18"), made_up(python="3.9.18", arguments=["fork"]))
    found = calls()
    assert [(call.words, list(call.runs)) for call in found] == [
        ("fork_event_spawn_process", ["3.9.18", "3.13.0"]),
        ("fork_event_spawn_process fork", ["3.9.18"]),
    ]
    assert outdated() == []


def test_a_program_that_was_changed_since_then_is_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "RESULTS", tmp_path)
    recordings_of(made_up(python="3.13.0"))
    file = tmp_path / f"{DEMO}.json"
    digest = next(iter(files.outcomes(DEMO)[0].interpreters.values()))[0]
    file.write_text(file.read_text().replace(digest, "0" * len(digest)))
    assert calls() == []
    assert outdated() == [DEMO]
    assert when_and_where().endswith(f"Left out, because they were changed since then: {DEMO}.")
