"""Kept runs: each is of a demo as it is now, went as declared, and says where and when it was."""

import json
import sys
from datetime import datetime
from pathlib import Path

import pytest

from scripts.book import keep as keeping
from scripts.lab import catalogue, results
from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest, LaunchError
from scripts.lab.records.record import BadRecord
from scripts.lab.records.run import Run
from scripts.lab.runner import run
from scripts.lab.show.cards.run import as_html
from scripts.lab.show.tables.answers import below_each_other
from tests.lab.show.made_up import DEMO, PATH, Elements, made_up

FOUND = [(name, one) for name, _file in results.everything() for one in results.recordings(catalogue.find(name))]
every_kept_run = pytest.mark.parametrize(
    "one", [one for _, one in FOUND], ids=[" ".join([name, *one.run.arguments, one.run.python]) for name, one in FOUND]
)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Results that are kept in a folder of the test's own."""
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    return tmp_path


def usual(**facts: object) -> Run:
    return made_up(**{"path": str(ROOT / PATH), "huge_pages": "madvise", **facts})


@every_kept_run
def test_the_program_is_still_the_one_that_ran(one: results.Recording) -> None:
    words = " ".join([one.demo, "--", *one.run.arguments])
    assert not one.stale, f"changed since {one.run.started}: python -m scripts.book.keep {words}"


@every_kept_run
def test_it_went_as_is_declared_today(one: results.Recording) -> None:
    again = results.judged_again(one)
    assert again.expected is True, again.differences


@every_kept_run
def test_it_says_where_and_when(one: results.Recording) -> None:
    assert datetime.fromisoformat(one.run.started).tzinfo is not None
    assert one.run.recorded
    text = Elements(as_html(one.run)).text
    assert f"recorded {one.run.started[:10]} on {one.run.recorded}" in text
    assert "measured in this build" not in text


@every_kept_run
def test_nothing_of_it_tells_how_the_machine_is_laid_out(one: results.Recording) -> None:
    assert Path(one.run.path).is_relative_to(ROOT)
    told = json.dumps([one.run.executable, one.run.stdout, one.run.stderr, one.run.to_dict()["marks"], one.run.command])
    assert not [place for place in ("/home/", "/root/", "/tmp/", "/usr/", "/Users/") if place in told]


def test_every_file_is_of_a_demo_and_holds_each_run_once() -> None:
    for name, file in results.everything():
        whole = json.loads(file.read_text(encoding="utf-8"))
        assert whole["demo"] == name == catalogue.find(name).name
        each = [(*entry["run"]["arguments"], entry["run"]["python"]) for entry in whole["kept"]]
        assert len(each) == len(set(each)) > 0


def test_what_is_kept_comes_back(elsewhere: Path) -> None:
    done = usual(arguments=["fork"], measurements={"child_mib": 1.5})
    file = results.keep(done)
    assert file == elsewhere / f"{DEMO}.json"
    again = results.recorded(DEMO, "fork")
    assert (again.path, again.measurements, again.huge_pages) == (done.path, {"child_mib": 1.5}, "madvise")
    assert again.recorded == results.machine()
    assert again.executable == "python3.10"


def test_a_new_run_takes_the_old_ones_place_and_no_others(elsewhere: Path) -> None:
    results.keep(usual(started="2026-03-01T10:00:00+01:00"))
    results.keep(usual(python="3.9.1", started="2026-03-02T10:00:00+01:00"))
    results.keep(usual(arguments=["spawn"], started="2026-03-03T10:00:00+01:00"))
    results.keep(usual(started="2026-03-04T10:00:00+01:00"))
    assert len(results.recordings(catalogue.find(DEMO))) == 3
    assert results.recorded(DEMO).started.startswith("2026-03-04")
    assert results.recorded(DEMO, python="3.9").python == "3.9.1"
    assert results.recorded(DEMO, "spawn").started.startswith("2026-03-03")


def test_another_schema_is_named_in_one_line(elsewhere: Path) -> None:
    file = elsewhere / f"{DEMO}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"schema": 2, "demo": DEMO, "kept": []}))
    with pytest.raises(BadRecord, match="the schema is 2, and this lab reads schema 1"):
        results.recordings(catalogue.find(DEMO))


def test_what_was_not_kept_is_not_made_up(elsewhere: Path) -> None:
    with pytest.raises(LaunchError, match="no run of .* is kept"):
        results.recorded(DEMO)
    results.keep(usual())
    with pytest.raises(LaunchError, match=r"is kept for CPython 3\.9"):
        results.recorded(DEMO, python="3.9")
    with pytest.raises(LaunchError, match="no run of"):
        results.recorded(DEMO, python="3.1")
    with pytest.raises(InvalidRequest, match="there is no demo"):
        results.recorded("no-such/demo")


def test_a_changed_program_has_no_recorded_run(elsewhere: Path) -> None:
    file = results.keep(usual())
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["kept"][0]["source"] = "0" * 64
    file.write_text(json.dumps(whole), encoding="utf-8")
    assert [one.stale for one in results.recordings(catalogue.find(DEMO))] == [True]
    with pytest.raises(LaunchError, match="has been changed since"):
        results.recorded(DEMO)


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ({"expected": False, "differences": ["the exit code is 1"]}, "did not go as declared: the exit code is 1"),
        ({"expected": None}, "nothing is declared"),
        ({"demo": None}, "only a run of a demo"),
        ({"recorded": "elsewhere"}, "only a run of a demo that was just made"),
        ({"stderr": f'File "{ROOT}/x.py"'}, "has a path of this machine"),
    ],
)
def test_what_is_no_evidence_is_not_kept(elsewhere: Path, facts: dict[str, object], complaint: str) -> None:
    with pytest.raises(InvalidRequest, match=complaint):
        results.keep(usual(**facts))
    assert not list(elsewhere.iterdir())


def test_a_table_of_recorded_runs_says_so(elsewhere: Path) -> None:
    results.keep(usual(stdout="child_mib = 1.5\n"))
    shown = below_each_other({"one": results.recorded(DEMO)}, "way", {"child_mib": "MiB", "other": "none"})
    for text in (Elements(shown.html).text, shown.text):
        assert f"recorded 2026-03-01 on {results.machine()}" in text
        assert "live" not in text
    assert "one  1.5  " in shown.text
    assert f"All: recorded 2026-03-01 on {results.machine()}, not run here" in shown.text
    some = below_each_other({"one": results.recorded(DEMO), "two": usual()}, "way", {"child_mib": "MiB"})
    assert f"one: recorded 2026-03-01 on {results.machine()}, not run here" in some.text
    assert (
        "not run here"
        not in below_each_other({"two": usual(stdout="child_mib = 2\n")}, "way", {"child_mib": "MiB"}).text
    )
    with pytest.raises(InvalidRequest, match="printed none of"):
        below_each_other({"one": results.recorded(DEMO)}, "way", {"other": "none"})


def test_it_is_run_where_it_can_be_and_recalled_where_not(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = results.run_or_recorded("context-mismatch/one_context")
    assert live.recorded is None
    results.keep(live)
    monkeypatch.setattr(sys, "platform", "sunos5")
    assert results.why_not("context-mismatch/one_context") == "sunos5 does not show what it needs"
    again = results.run_or_recorded("context-mismatch/one_context")
    assert (again.recorded, again.started) == (results.machine(), live.started)


def test_what_needs_more_memory_than_there_is_is_recalled(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = usual(verdict="memory-limit", exit_code=None, expected=False)
    monkeypatch.setattr(results, "run", lambda demo: ended)
    assert results.run_or_recorded(DEMO) is ended
    results.keep(usual())
    assert results.run_or_recorded(DEMO).recorded == results.machine()


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert results.why_not("copy-on-write/gunicorn_workers") == "gunicorn is not installed here"


def test_a_program_of_the_readers_own_can_always_be_run(tmp_path: Path) -> None:
    program = tmp_path / "own.py"
    program.write_text("print('own')\n")
    assert results.why_not(str(program)) is None
    assert results.run_or_recorded(str(program)).stdout == run(str(program)).stdout == "own\n"


def test_keeping_from_the_shell(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "ROOT", elsewhere.parent)
    monkeypatch.setattr(results, "keep", lambda done: elsewhere / "kept.json")
    assert keeping.main(["context-mismatch/one_context"]) == 0
    assert "EXITED 0" in capsys.readouterr().out
