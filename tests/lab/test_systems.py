"""Which Python a system ships, and which recorded version speaks for it."""

from datetime import date

import pytest

from scripts.lab.systems import SYSTEMS, nearest
from scripts.lab.versions import STUDIED, Version

RECORDED = ["3.9.18", "3.11.2", "3.11.7", "3.12.1", "3.13.0", "3.13.5t"]


@pytest.mark.parametrize(
    ("shipped", "recorded"),
    [
        ("3.11.2", "3.11.2"),
        ("3.11.6", "3.11.2"),
        ("3.11.9", "3.11.7"),
        ("3.12.0", "3.12.1"),
        ("3.9", "3.9.18"),
        ("3.13", "3.13.0"),
        ("3.13.7t", "3.13.5t"),
        ("3.14.1", None),
    ],
)
def test_a_recorded_version_of_its_line_speaks_for_it(shipped: str, recorded: str | None) -> None:
    assert nearest(shipped, RECORDED) == recorded


def test_each_system_says_what_was_read_and_when() -> None:
    assert len({one.name for one in SYSTEMS}) == len(SYSTEMS)
    assert [Version(one.python) for one in SYSTEMS] == sorted((Version(one.python) for one in SYSTEMS), reverse=True)
    for one in SYSTEMS:
        assert Version(one.python).line in STUDIED
        assert one.source and (not one.address or one.address.startswith("https://"))
        date.fromisoformat(one.read)
