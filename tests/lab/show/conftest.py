"""What is shown of made-up runs depends on no recording, unless a test makes one."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _no_recordings(elsewhere: Path) -> None:
    """Let no demo be recorded."""
