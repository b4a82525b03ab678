"""Recordings that were made up, for what shows them by version."""

from pathlib import Path
from typing import Any

import pytest

from scripts.lab.catalogue import ROOT
from scripts.lab.recordings import changes, files
from tests.lab.recordings.made import recordings_of
from tests.lab.show.made_up import DEMO, TRACEBACK, made_up

POOL = "context-mismatch/plain_lock_spawn_pool"
LIST = "copy-on-write/by_rss"
REFUSED: dict[str, Any] = {"exit_code": 1, "stderr": TRACEBACK}
CRASHED: dict[str, Any] = {"measurements": {"child_exit_code": -11}}
STUCK: dict[str, Any] = {"verdict": "deadlocked", "exit_code": None}


def path(demo: str) -> str:
    return str(ROOT / f"scripts/demos/{demo.replace('-', '_')}.py")


def record_three_demos(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Record three demos on 3.10.13, 3.13.0 and 3.13.5t in a folder, and give a file of changes, which is empty."""
    monkeypatch.setattr(files, "RESULTS", folder)
    file = folder / "version-changes.toml"
    monkeypatch.setattr(changes, "FILE", file)
    file.write_text("")
    fates = {
        DEMO: (CRASHED, REFUSED, REFUSED),
        POOL: (STUCK, REFUSED, REFUSED),
        LIST: ({}, {}, {"stdout": "it prints another line\n"}),
    }
    for demo, (before, after, free) in fates.items():
        recordings_of(
            made_up(demo=demo, path=path(demo), python="3.10.13", **before),
            made_up(demo=demo, path=path(demo), python="3.13.0", **after),
            made_up(demo=demo, path=path(demo), python="3.13.5t", **free),
        )
    recordings_of(made_up(demo=LIST, path=path(LIST), arguments=["once"], python="3.13.0"))
    return file
