"""Attacks that need more than a verdict to be judged: on the lab's own eyes, hands and reckoning."""

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scripts.lab import run
from tests.lab.guard import leftovers
from tests.lab.guard.test_hostile import BOUNDARIES, HOSTILE, REST_SECONDS, marker

__all__ = ["marker"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guard's boundaries are Linux's")


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_folder_behind_a_link_is_left_as_it_was(boundary: str, marker: str, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir(mode=0o750)
    (inner / "file").write_text("a stranger's")
    program = HOSTILE / "puts_a_link_in_its_folders_place.py"
    ended = run(str(program), marker, str(tmp_path), boundary=boundary)
    assert (ended.exit_code, [entry.kind for entry in ended.left_behind]) == (0, ["file"])
    assert "inner" not in ended.left_behind[0].what
    assert inner.stat().st_mode & 0o777 == 0o750
    assert (inner / "file").read_text() == "a stranger's"


def test_guard_keeps_its_proc(marker: str) -> None:
    mounts = os.readlink("/proc/self/ns/mnt")
    ended = run(str(HOSTILE / "takes_proc_away.py"), marker, mounts, boundary="namespace")
    assert (ended.verdict, ended.exit_code) == ("exited", 0), ended
    assert len(ended.left_behind) == 1 and marker in ended.left_behind[0].what, ended.left_behind


@pytest.mark.skipif(os.getuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_root_that_becomes_somebody_else_is_swept_all_the_same(boundary: str, marker: str) -> None:
    ended = run(str(HOSTILE / "changes_its_user.py"), marker, boundary=boundary)
    assert (ended.verdict, ended.exit_code) == ("exited", 0), ended
    assert sorted(entry.kind for entry in ended.left_behind) == ["file", "process", "shared-memory"]


def test_numbers_that_json_cannot_hold_are_no_measurements(marker: str) -> None:
    ended = run(str(HOSTILE / "prints_great_numbers.py"), marker)
    assert ended.measurements == {"good": 1e5}
    assert json.loads(json.dumps(ended.to_json(), allow_nan=False))["measurements"] == {"good": 1e5}


def test_program_without_its_first_thread_is_alive(marker: str) -> None:
    """Nothing but the kernel's count of its threads tells it from a program that has ended."""
    ended = run(str(HOSTILE / "ends_its_first_thread.py"), marker, timeout=REST_SECONDS, boundary="subreaper")
    assert (ended.verdict, ended.stdout) == ("stalled", "alive\n")
    assert ended.sweep_seconds < 5
    assert not leftovers.processes_marked(marker)


LEAVES_A_STUCK_PROCESS = """
import os, sys, threading, time
lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    lock.acquire()
time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_program_that_leaves_a_stuck_process_has_ended(
    boundary: str, program: Callable[[str], str], marker: str
) -> None:
    """It ends at any moment between two looks of its guard."""
    path = program(LEAVES_A_STUCK_PROCESS)
    with ThreadPoolExecutor(6) as pool:
        moments = [0.1 + number / 1000 for number in range(60)]
        ended = pool.map(lambda seconds: run(path, marker, str(seconds), boundary=boundary), moments)
        assert {one.verdict for one in ended} == {"exited"}
