"""Demos are recorded, what is recorded is not made again, and what has changed is noticed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.lab import catalogue, interpreters
from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest
from scripts.lab.recorder.check import check
from scripts.lab.recorder.recording import record
from scripts.lab.recordings import files
from scripts.lab.recordings.differences import differences
from tests.lab.recordings.made import recordings_of
from tests.lab.show.made_up import DEMO, made_up

HERE = interpreters.running()
QUICK = "context-mismatch/one_context"


def outcomes() -> list[tuple[list[str], str, list[str]]]:
    return [(one.arguments, one.run.summary, list(one.interpreters)) for one in files.outcomes(DEMO)]


def test_a_demo_is_recorded_once(elsewhere: Path) -> None:
    lines: list[str] = []
    first = record([QUICK], [HERE.executable], report=lines.append)
    assert (first.recorded, first.up_to_date, first.left, first.refused) == (1, 0, 0, [])
    assert lines[-1].startswith("1 of 1 runs, about 0 min left; ")
    text = (elsewhere / f"{QUICK}.json").read_bytes()
    second = record([QUICK], [HERE.executable])
    assert (second.recorded, second.up_to_date) == (0, 1)
    third = record([QUICK], [HERE.executable], again=True)
    assert third.recorded == 1
    (outcome,) = files.outcomes(QUICK)
    assert list(outcome.interpreters) == [HERE.version]
    assert outcome.run.pid == 1001
    # Only the seconds may differ.
    assert [len(one) for one in text.splitlines()[:4]] == [
        len(one) for one in (elsewhere / f"{QUICK}.json").read_bytes().splitlines()[:4]
    ]
    assert check([QUICK], [HERE.executable]) == []


def test_runs_that_are_alike_share_an_entry_and_others_do_not(elsewhere: Path) -> None:
    recordings_of(
        made_up(python="3.10.1"),
        made_up(python="3.8.1", exit_code=1),
        made_up(python="3.9.1"),
        made_up(python="3.9.1", arguments=["spawn"]),
    )
    assert outcomes() == [
        ([], "EXITED 1", ["3.8.1"]),
        ([], "EXITED 0", ["3.9.1", "3.10.1"]),
        (["spawn"], "EXITED 0", ["3.9.1"]),
    ]


def test_a_new_outcome_takes_an_interpreter_out_of_its_old_one(elsewhere: Path) -> None:
    recordings_of(made_up(python="3.9.1"), made_up(python="3.10.1"), made_up(python="3.9.1", exit_code=1))
    assert outcomes() == [([], "EXITED 1", ["3.9.1"]), ([], "EXITED 0", ["3.10.1"])]
    recordings_of(made_up(python="3.10.1", exit_code=1))
    assert outcomes() == [([], "EXITED 1", ["3.9.1", "3.10.1"])]


def test_a_measurement_keeps_its_range(elsewhere: Path) -> None:
    for value in (2.0, 1.0, 1.5):
        recordings_of(made_up(measurements={"mib": value}))
    (outcome,) = files.outcomes(DEMO)
    assert outcome.measurements == {"mib": {"3.10.13": [1.0, 2.0]}}


def test_a_changed_program_begins_anew_and_keeps_what_it_cannot_make_again(elsewhere: Path) -> None:
    recordings_of(made_up(python="3.8.1"), made_up(python="3.9.1"))
    file = elsewhere / f"{DEMO}.json"
    file.write_text(file.read_text().replace(files.digest(catalogue.find(DEMO).path), "0" * 12))
    recordings_of(made_up(python="3.9.1"))
    assert outcomes() == [([], "EXITED 0", ["3.8.1"]), ([], "EXITED 0", ["3.9.1"])]
    assert [line for line in check([DEMO], [HERE.executable], sample=0) if "program" in line] == [
        f"{DEMO}: its program was changed since it was recorded on 3.8.1"
    ]


def test_a_run_that_goes_otherwise_is_not_recorded(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = made_up(demo=QUICK, expected=False, differences=["the exit code is 1, declared is 0"])
    monkeypatch.setattr("scripts.lab.recorder.recording.run", lambda *_, **__: wrong)
    summary = record([QUICK], [HERE.executable])
    assert summary.recorded == 0
    assert summary.refused == [
        f"{QUICK} on CPython {HERE.version} did not go as declared: the exit code is 1, declared is 0"
    ]
    assert files.demos() == {}


def test_check_notices_another_outcome(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record([QUICK], [HERE.executable])
    made = made_up(demo=QUICK, python=HERE.version, exit_code=3)
    monkeypatch.setattr("scripts.lab.recorder.recording.run", lambda *_, **__: made)
    (complaint,) = check([QUICK], [HERE.executable])
    assert complaint == f"{QUICK} on CPython {HERE.version}: recorded was EXITED 0, and now it is EXITED 3"
    assert check([QUICK], [HERE.executable], sample=0) == []


@pytest.mark.parametrize(("place", "what"), [(0, "program"), (1, "expectation file")])
def test_check_notices_a_changed_file(elsewhere: Path, place: int, what: str) -> None:
    record([QUICK], [HERE.executable])
    demo = catalogue.find(QUICK)
    file, digest = elsewhere / f"{QUICK}.json", files.digest([demo.path, demo.expectations][place])
    file.write_text(file.read_text().replace(digest, "0" * 12))
    complaints = check([QUICK], [HERE.executable], sample=0)
    assert f"{QUICK}: its {what} was changed since it was recorded on {HERE.version}" in complaints
    assert record([QUICK], [HERE.executable]).recorded == 1
    assert check([QUICK], [HERE.executable], sample=0) == []


def test_a_changed_declaration_is_held_against_what_cannot_be_made_again(elsewhere: Path) -> None:
    recordings_of(made_up(demo=QUICK, python="3.8.1", stdout=""), made_up(demo=QUICK, python="3.9.1", exit_code=1))
    file, digest = elsewhere / f"{QUICK}.json", files.digest(catalogue.find(QUICK).expectations)
    file.write_text(file.read_text().replace(digest, "0" * 12))
    run_here = record([QUICK], [HERE.executable])
    assert run_here.recorded == 1
    kept = {name: digests[1] for one in files.outcomes(QUICK) for name, digests in one.interpreters.items()}
    assert kept == {"3.8.1": "0" * 12, "3.9.1": "0" * 12, HERE.version: digest}  # neither is as declared
    (made_here,) = [one for one in files.outcomes(QUICK) if HERE.version in one.interpreters]
    measured = {name: {"3.8.1": of[HERE.version]} for name, of in made_here.measurements.items()}
    fits = made_here.replace(
        interpreters={"3.8.1": [made_here.interpreters[HERE.version][0], "0" * 12]},
        seconds={"3.8.1": [0.1]},
        measurements=measured,
    )
    with files.alone():
        files.write_outcomes(QUICK, [fits])
    record([QUICK], [HERE.executable])
    assert all(digests[1] == digest for one in files.outcomes(QUICK) for digests in one.interpreters.values())


def test_check_notices_what_is_not_recorded_and_whose_demo_is_gone(elsewhere: Path) -> None:
    assert check([QUICK], [HERE.executable], sample=0) == [f"{QUICK}: not recorded on {HERE.version}"]
    record([QUICK], [HERE.executable])
    (elsewhere / f"{QUICK}.json").rename(elsewhere / "context-mismatch" / "gone.json")
    assert any("gone.json: there is no such demo any more" in line for line in check(sample=0))


def test_two_versions_are_compared(elsewhere: Path) -> None:
    recordings_of(
        made_up(python="3.8.1"),
        made_up(python="3.9.1", exit_code=1),
        made_up(python="3.8.1", arguments=["same"]),
        made_up(python="3.9.1", arguments=["same"]),
        made_up(python="3.8.1", arguments=["here alone"]),
    )
    (one,) = differences("3.8.1", "3.9.1")
    assert (one.arguments, one.before.exit_code, one.after.exit_code) == ((), 0, 1)
    assert list(differences("3.9.1", "3.9.1")) == []


def test_the_same_interpreter_on_another_day_or_machine_has_another_name(elsewhere: Path) -> None:
    record([QUICK], [HERE.executable])
    known = files.interpreters()
    files.write_interpreters({name: one.replace(date="2026-01-01") for name, one in known.items()})
    record([QUICK], [HERE.executable], again=True)
    (outcome,) = files.outcomes(QUICK)
    assert list(outcome.interpreters) == [f"{HERE.version} (2)"] == list(files.interpreters())


def test_what_makes_no_sense_is_said(elsewhere: Path) -> None:
    with pytest.raises(InvalidRequest, match="there is no demo"):
        record(["no-such/demo"])
    with pytest.raises(InvalidRequest, match="here are"):
        record([QUICK], ["2.7"])


def test_an_interrupted_recording_says_what_is_left(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = iter([made_up(demo="context-mismatch/every_pair", python=HERE.version, arguments=["fork", "fork"])])

    def one_and_then_an_interrupt(*_: object, **__: object) -> object:
        if (done := next(runs, None)) is None:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr("scripts.lab.recorder.recording.run", one_and_then_an_interrupt)
    monkeypatch.setattr("scripts.lab.limits.processors", lambda: 1)
    summary = record(["context-mismatch/every_pair"], [HERE.executable])
    assert (summary.recorded, summary.left) == (1, 8)


@pytest.mark.parametrize("delay", [0.3, 0.6, 0.9, 1.3])
def test_a_recording_that_is_killed_keeps_what_is_done_and_goes_on(elsewhere: Path, delay: float) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom scripts.lab.recordings import files\n"
        "from scripts.lab.recorder.recording import record\n"
        "files.RESULTS = Path(sys.argv[1])\nrecord(['context-mismatch/every_pair'], [sys.executable])\n"
    )
    before = os.listdir("/dev/shm")
    with subprocess.Popen([sys.executable, "-c", program, str(elsewhere)], cwd=ROOT) as recording:
        time.sleep(delay)
        recording.send_signal(signal.SIGKILL)
    done = len(files.outcomes("context-mismatch/every_pair"))
    summary = record(["context-mismatch/every_pair"], [HERE.executable])
    assert summary.up_to_date == done and summary.recorded == 9 - done
    assert [one for one in os.listdir("/dev/shm") if one not in before and one.startswith("sem.")] == []
    assert not list(elsewhere.rglob(".unfinished-*"))
