"""A file that cannot be used is named in one line; an interrupted writer leaves the old file."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.book import build
from scripts.lab.catalogue import ROOT
from scripts.lab.recordings import files
from scripts.lab.recordings.files import BadResults
from tests.lab.recordings.made import recordings_of
from tests.lab.show.made_up import DEMO, THREAD, made_up


def text_of(folder: Path) -> str:
    return (folder / f"{DEMO}.json").read_text(encoding="utf-8")


def test_what_is_written_comes_back(elsewhere: Path) -> None:
    run = made_up(
        arguments=["fork"], verdict="deadlocked", exit_code=None, evidence=[THREAD], stderr="a\n\nb", pid=4711
    )
    recordings_of(run)
    (outcome,) = files.outcomes(DEMO)
    again = outcome.run
    assert (again.verdict, again.stderr, again.stdout, again.arguments) == (run.verdict, "a\n\nb", run.stdout, ["fork"])
    assert (again.evidence[0].waits_for or run).kind == "lock"  # type: ignore[union-attr]
    before = text_of(elsewhere)
    files.write_outcomes(DEMO, files.outcomes(DEMO))
    assert text_of(elsewhere) == before
    assert max(map(len, before.splitlines())) <= 125


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", r"cannot be read: .*; git checkout brings it back"),
        ("\xff\xfe", "cannot be read"),
        ("[]", "follows schema None, and this lab reads schema 2"),
        ('{"schema": 1, "demo": "x", "kept": []}', "follows schema 1, and this lab reads schema 2"),
        ('{"schema": 2, "outcomes": []}', "has no demo"),
        ('{"schema": 2, "demo": "other/one", "outcomes": []}', "is of the demo 'other/one'"),
        ('{"schema": 2, "demo": "DEMO", "outcomes": [3]}', "holds no recordings: an outcome is a table with a run"),
        ('{"schema": 2, "demo": "DEMO", "outcomes": [{"run": {}}]}', "holds no recordings"),
    ],
)
def test_a_damaged_file_is_named_in_one_line(elsewhere: Path, text: str, complaint: str) -> None:
    file = elsewhere / f"{DEMO}.json"
    file.parent.mkdir()
    file.write_bytes(text.replace("DEMO", DEMO).encode("latin-1"))
    with pytest.raises(BadResults, match=complaint) as caught:
        files.outcomes(DEMO)
    assert "\n" not in str(caught.value) and file.name in str(caught.value)


def test_a_build_stops_at_a_file_that_cannot_be_used(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "build", lambda: pytest.fail("it went on"))
    recordings_of(made_up())
    files.refuse_unusable()
    file = elsewhere / f"{DEMO}.json"
    gone = file.with_name("gone.json")
    gone.write_text(file.read_text().replace(DEMO, "context-mismatch/gone"))
    assert build.main() == 1
    assert "is of a demo that is gone" in capsys.readouterr().err
    gone.unlink()
    file.write_text("{")
    assert build.main() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{DEMO}.json cannot be read" in line
    file.unlink()
    (elsewhere / "interpreters.json").write_text('{"schema": 1}')
    assert build.main() == 1
    assert "interpreters.json follows schema 1" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named_in_one_line(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BadResults, match=r"\.json cannot be written: No space left on device$"):
        recordings_of(made_up())
    assert not list(elsewhere.rglob("*.*"))


def test_an_interpreter_that_is_not_described_is_named(elsewhere: Path) -> None:
    recordings_of(made_up())
    files.write_interpreters({})
    with pytest.raises(BadResults, match=r"names the interpreter '3\.10\.13', which interpreters\.json does not"):
        files.refuse_unusable()


def test_an_unknown_key_is_named(elsewhere: Path) -> None:
    recordings_of(made_up())
    file = elsewhere / f"{DEMO}.json"
    whole = json.loads(file.read_text())
    whole["outcomes"][0]["run"]["verdikt"] = "exited"
    file.write_text(json.dumps(whole))
    with pytest.raises(BadResults, match="a Run has no key 'verdikt'"):
        files.outcomes(DEMO)


def test_a_writer_that_was_killed_leaves_the_old_file_and_the_next_one_tidies_up(elsewhere: Path) -> None:
    recordings_of(made_up())
    before = text_of(elsewhere)
    killed = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom scripts.lab.recordings import files\n"
        "files.RESULTS = Path(sys.argv[1])\n"
        "os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "with files.alone(): files.write_outcomes(sys.argv[2], files.outcomes(sys.argv[2]))\n"
    )
    ended = subprocess.run([sys.executable, "-c", killed, str(elsewhere), DEMO], cwd=ROOT)
    assert ended.returncode == -9
    assert text_of(elsewhere) == before
    assert [one for one in os.listdir(elsewhere / DEMO.partition("/")[0]) if one.startswith(".unfinished-")]
    with files.alone():
        assert sorted(elsewhere.rglob("*.json")) == sorted(elsewhere.rglob("*.*"))
