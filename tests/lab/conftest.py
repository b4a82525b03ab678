"""What tests of several rooms of the lab share."""

from pathlib import Path

import pytest

from scripts.lab.recordings import files


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Recordings in a folder of the test's own, which is empty at first."""
    folder = tmp_path / "results"
    folder.mkdir()
    monkeypatch.setattr(files, "RESULTS", folder)
    return folder
