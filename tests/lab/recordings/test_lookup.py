"""Recorded runs are found by demo, arguments and version; what was not recorded is not made up."""

from pathlib import Path

import pytest

from scripts.lab import catalogue
from scripts.lab.errors import InvalidRequest, LaunchError
from scripts.lab.recordings import files
from scripts.lab.recordings.lookup import in_words, recorded, recorded_runs
from scripts.lab.show.tables.answers import below_each_other
from scripts.lab.show.tables.outcomes import across, signs
from tests.lab.recordings.made import recordings_of
from tests.lab.show.made_up import DEMO, Elements, made_up


def test_each_interpreter_has_its_own_measurements(elsewhere: Path) -> None:
    recordings_of(
        made_up(python="3.9.1", stdout="mib = 1.5\nsame\n", measurements={"mib": 1.5}),
        made_up(python="3.10.13", stdout="mib = 2.5\nsame\n", measurements={"mib": 2.5}),
    )
    (outcome,) = files.outcomes(DEMO)
    assert list(outcome.interpreters) == ["3.9.1", "3.10.13"]
    older, newer = recorded_runs(DEMO)
    assert (older.python, older.measurements, older.note) == ("3.9.1", {"mib": 1.5}, None)
    assert (newer.python, newer.measurements, newer.stdout) == ("3.10.13", {"mib": 2.5}, "mib = 2.5\nsame\n")
    assert newer.command.startswith("python3.10 scripts/demos/")
    assert "3.9.1 stands for it here" in (newer.note or "")


def test_a_version_is_named_in_full_or_by_its_line(elsewhere: Path) -> None:
    recordings_of(*(made_up(python=one) for one in ("3.9.1", "3.13.0", "3.13.0t", "3.14.8")))
    assert recorded(DEMO, python="3.13").python == "3.13.0"
    assert recorded(DEMO, python="3.13.0t").python == "3.13.0t"
    assert recorded(DEMO, python="3.9.1").python == "3.9.1"
    with pytest.raises(LaunchError, match=r"is recorded for CPython 3\.1$"):
        recorded(DEMO, python="3.1")


def test_what_was_not_recorded_is_not_made_up(elsewhere: Path) -> None:
    with pytest.raises(LaunchError, match="no run of .* is recorded"):
        recorded(DEMO)
    recordings_of(made_up())
    with pytest.raises(LaunchError, match="no run of .* spawn is recorded"):
        recorded(DEMO, "spawn")
    with pytest.raises(InvalidRequest, match="there is no demo"):
        recorded("no-such/demo")


def test_a_changed_program_has_no_recorded_run(elsewhere: Path) -> None:
    recordings_of(made_up())
    file = files.RESULTS / f"{DEMO}.json"
    file.write_text(file.read_text().replace(files.digest(catalogue.find(DEMO).path), "0" * 12))
    assert recorded_runs(DEMO) == []
    with pytest.raises(LaunchError, match=f"has been changed since it was recorded: python -m scripts record {DEMO}"):
        recorded(DEMO)


def test_versions_in_words(elsewhere: Path) -> None:
    recordings_of(*(made_up(python=one) for one in ("3.9.1", "3.11.2", "3.11.7", "3.13.0", "3.13.0t")))
    assert in_words(["3.13.0t", "3.11.2", "3.9.1"]) == "3.9, 3.11.2, 3.13t"
    assert in_words([]) == ""


def test_a_table_of_recorded_runs_says_so(elsewhere: Path) -> None:
    recordings_of(made_up(stdout="child_mib = 1.5\n", measurements={"child_mib": 1.5}))
    where = files.interpreters()["3.10.13"]
    when = f"recorded {where.date} on {where.place}"
    shown = below_each_other({"one": recorded(DEMO)}, "way", {"child_mib": "MiB"})
    assert f"All: {when}, not run here" in shown.text
    live, old = made_up(python="3.14.1"), recorded(DEMO)
    for table in (across([live], recorded=[old]), signs({"it": [live]}, recorded={"it": [old]})):
        assert f"3.10.13: {when}, not run here" in table.text
        page = Elements(table.html)
        assert "recorded" in page.text
        assert table.html.count('class="lab-recorded"') == 1
        assert "process 1001" not in table.text  # a stand-in is no process id
    assert across([live], recorded=[old]).text.splitlines()[0].endswith("(recorded)")
    assert across([live]).html.count('class="lab-recorded"') == 0
