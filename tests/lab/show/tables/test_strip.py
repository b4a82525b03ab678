"""A demo by version in one line."""

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.tables.strip import strip
from scripts.lab.show.verdict import Outcome
from tests.lab.recordings.made import recordings_of
from tests.lab.show.made_up import DEMO, TRACEBACK, Elements, made_up


def test_each_outcome_stands_with_its_versions() -> None:
    refused = {"exit_code": 1, "stderr": TRACEBACK}
    recordings_of(made_up(python="3.8.1"), made_up(python="3.9.1", **refused), made_up(python="3.10.1"))
    shown = strip(DEMO)
    assert shown.text.splitlines()[:2] == ["3.8, 3.10  ● exited 0", "3.9        ◆ RuntimeError"]
    page = Elements(shown.html)
    assert "exited 0 on 3.8, 3.10" in page.text and "RuntimeError on 3.9" in page.text
    assert "recorded 2026-03-01 on Linux 6.1, x86_64, 2 processors, 24 GiB" in page.text


def test_what_it_costs_stands_with_its_range() -> None:
    recordings_of(
        *(made_up(python=f"3.{line}.1", measurements={"copied_mib": 60 + line}) for line in (8, 9, 10)),
    )
    shown = strip(DEMO, measured="copied_mib", unit="MiB copied")
    assert shown.text.splitlines()[0] == "3.8, 3.9, 3.10  ▲ 68 to 70 MiB copied"


def test_what_a_program_prints_may_be_the_outcome() -> None:
    recordings_of(made_up(python="3.8.1"))
    assert "lost" in strip(DEMO, known={"event is set: False": Outcome("failed", "lost", "it is lost")}).text


def test_what_was_not_recorded_says_so() -> None:
    assert "not recorded" in strip(DEMO).text
    with pytest.raises(InvalidRequest, match="there is no demo"):
        strip("no-such/demo")
