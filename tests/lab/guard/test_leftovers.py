"""What is left of a run is found, and what another program leaves is not taken for it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.lab import run
from scripts.lab.guard import client
from tests.lab.guard import leftovers
from tests.lab.guard.leftovers import Surroundings
from tests.lab.guard.test_guard_dies import kill_guards_after

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guard's boundaries are Linux's")

UNTIDY = Path(__file__).with_name("untidy.py")


@pytest.fixture
def around() -> Iterator[Surroundings]:
    with leftovers.surroundings() as around:
        yield around


def test_what_an_uncontained_program_leaves_is_found_and_only_in_its_surroundings(around: Surroundings) -> None:
    own = around.folder / "lab-left"
    own.mkdir()
    with (
        leftovers.surroundings() as other,
        subprocess.Popen(
            [sys.executable, str(UNTIDY), around.marker],
            env=dict(os.environ, TMPDIR=str(own)),
            stdout=subprocess.PIPE,
            start_new_session=True,
        ) as program,
    ):
        try:
            assert program.stdout is not None and program.stdout.readline() == b"ready\n"
            left = around.left(patience_seconds=0)
            assert len(left.processes) >= 2
            assert [name.startswith("sem.") for name in left.shared_memory] == [False, True]
            assert left.files == [str(own)]
            assert not other.left(patience_seconds=0)
        finally:
            remove(around)


def test_the_lab_keeps_its_files_where_they_are_looked_for(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in around.environment.items():
        monkeypatch.setenv(name, value)
    program = tmp_path / "prints.py"
    program.write_text("import os\nprint(os.environ['TMPDIR'])")
    assert Path(run(str(program)).stdout.strip()).parent == around.folder


def test_what_a_guard_that_was_killed_leaves_is_found_if_its_caller_removes_nothing(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in around.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(client, "_end_by_token", lambda _token, _memory: [])
    monkeypatch.setattr(client.cleanup, "remove_scratch", lambda _path: [])
    killer = threading.Thread(target=kill_guards_after, args=(around.marker, 0.5, "guard"))
    killer.start()
    try:
        assert run(str(UNTIDY), around.marker, timeout=20, boundary="subreaper").verdict == "killed"
        left = around.left(patience_seconds=0)
        assert left.processes and left.shared_memory and left.files, left
    finally:
        killer.join()
        remove(around)


def remove(around: Surroundings) -> None:
    """End and remove everything that carries the marker."""
    while lines := leftovers.processes_marked(around.marker):
        for line in lines:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(line.partition(":")[0]), signal.SIGKILL)
    for name in around.left(patience_seconds=0).shared_memory:
        os.unlink(f"/dev/shm/{name}")
    for path in around.left(patience_seconds=0).files:
        shutil.rmtree(path)
    assert not around.left(patience_seconds=0)
