"""The guard against each hostile program: the right verdict, in time, and nothing left."""

import glob
import os
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.lab import Run, run
from tests.lab.guard import leftovers

HOSTILE = Path(__file__).parent / "hostile"
BOUNDARIES = ["namespace", "subreaper"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guard's boundaries are Linux's")


@dataclass(frozen=True)
class Ending:
    """How a hostile program must end, and which kinds of things the sweep must have found."""

    verdict: str
    exit_code: int | None = None
    signal: str | None = None
    swept: frozenset[str] = frozenset()
    timeout: float = 20.0
    memory: float | None = None


REST_SECONDS = 4.0
"""Enough for a program to start on a busy machine, and to be at rest for the last second."""


def ends(verdict: str, *, swept: str = "", **how: object) -> Ending:
    return Ending(verdict, swept=frozenset(swept.split()), **how)  # type: ignore[arg-type]


ENDINGS = {
    "aborts": ends("killed", signal="SIGABRT"),
    "allocates": ends("memory-limit", memory=150),
    "allocates_in_children": ends("memory-limit", memory=300, swept="process"),
    "allocates_without_its_first_thread": ends("memory-limit", memory=150),
    "becomes_another_program": ends("exited", exit_code=3),
    "closes_everything": ends("exited", exit_code=5),
    "double_forks_a_daemon": ends("exited", exit_code=0, swept="process"),
    "ends_its_first_thread": ends("stalled", timeout=REST_SECONDS),
    "floods_both_streams": ends("exited", exit_code=0),
    "floods_standard_output": ends("output-limit"),
    "hides_in_sessions": ends("exited", exit_code=0, swept="process"),
    "ignores_signals": ends("stalled", timeout=REST_SECONDS),
    "is_no_python": ends("exited", exit_code=1),
    "keeps_forking": ends("exited", exit_code=0, swept="process"),
    "kills_its_own_group": ends("killed", signal="SIGKILL"),
    "kills_its_parent": ends("exited", exit_code=7),
    "kills_its_parents_group": ends("exited", exit_code=0),
    "leaves_files": ends("exited", exit_code=0, swept="file"),
    "leaves_shared_memory": ends("killed", signal="SIGKILL", swept="shared-memory"),
    "marks_without_waiting": ends("exited", exit_code=0),
    "nests_folders": ends("exited", exit_code=0, swept="file"),
    "prints_great_numbers": ends("exited", exit_code=0),
    "prints_no_utf8": ends("exited", exit_code=0),
    "puts_a_link_in_its_folders_place": ends("exited", exit_code=0, swept="file"),
    "shares_much": ends("exited", exit_code=0, memory=200),
    "starts_hundreds": ends("exited", exit_code=0, swept="process"),
    "stops_its_parent": ends("exited", exit_code=7),
    "stops_itself": ends("timed-out", timeout=0.5),
    "writes_to_its_guard": ends("exited", exit_code=5),
}
ELSEWHERE = {
    *("hunts_its_guard", "kills_everybody", "leaves_shared_memory_at_once", "multiplies"),
    *("changes_its_user", "takes_proc_away"),  # test_adversary
}


def test_every_hostile_program_is_tried() -> None:
    assert {path.stem for path in HOSTILE.glob("*.py")} == set(ENDINGS) | ELSEWHERE


@pytest.fixture
def marker(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A first argument by which the traces of one test's runs are found again; fails the test if any are."""
    with leftovers.surroundings() as around:
        for name, value in around.environment.items():
            monkeypatch.setenv(name, value)
        yield around.marker
        # Everything is to be gone when run() returns.
        left = around.left(patience_seconds=0)
        assert not left, left


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("name", sorted(ENDINGS))
def test_hostile_program(name: str, boundary: str, marker: str) -> None:
    must = ENDINGS[name]
    ended = run(str(HOSTILE / f"{name}.py"), marker, timeout=must.timeout, memory=must.memory, boundary=boundary)
    assert (ended.verdict, ended.exit_code, ended.signal) == (must.verdict, must.exit_code, must.signal), ended
    assert {entry.kind for entry in ended.left_behind} == must.swept, ended.left_behind
    assert ended.boundary == boundary
    assert ended.seconds < must.timeout + 5
    _CHECKS.get(name, lambda _run: None)(ended)


def _check_floods_both(ended: Run) -> None:
    assert ended.truncated
    assert ended.stdout.startswith("first line\n") and ended.stdout.endswith("last line\n")
    assert len(ended.stdout) + len(ended.stderr) < (8 << 20) + 500
    assert "bytes left out here" in ended.stdout and "bytes left out here" in ended.stderr


def _check_flood(ended: Run) -> None:
    assert ended.truncated and (7 << 20) < len(ended.stdout) < (8 << 20) + 500


def _check_sessions(ended: Run) -> None:
    assert len(ended.left_behind) == 5


def _check_hundreds(ended: Run) -> None:
    assert len(ended.left_behind) == 300


def _check_stopped(ended: Run) -> None:
    assert [entry.state for entry in ended.evidence] == ["T"]
    assert ended.left_behind == []


def _check_alive(ended: Run) -> None:
    assert ended.stdout == "alive\n"


def _check_replaced(ended: Run) -> None:
    assert ended.stdout == "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} before \N{REPLACEMENT CHARACTER}\n"
    assert ended.stderr == "\N{REPLACEMENT CHARACTER}\n"


def _check_shared(ended: Run) -> None:
    # More RSS than the limit, or the program would not have shown anything.
    assert ended.measurements["resident_mib"] > 400


def _check_files(ended: Run) -> None:
    assert len(ended.left_behind) >= 1


def _check_memory_names(ended: Run) -> None:
    name = ended.stdout.splitlines()[0].lstrip("/")
    assert [mark.name for mark in ended.marks] == ["made"]
    assert {entry.what for entry in ended.left_behind} == {
        f"/dev/shm/sem.{name}",
        f"/dev/shm/{name}-block",
    }


_CHECKS = {
    "floods_both_streams": _check_floods_both,
    "floods_standard_output": _check_flood,
    "hides_in_sessions": _check_sessions,
    "starts_hundreds": _check_hundreds,
    "stops_itself": _check_stopped,
    "kills_its_parent": _check_alive,
    "kills_its_parents_group": _check_alive,
    "prints_no_utf8": _check_replaced,
    "shares_much": _check_shared,
    "leaves_files": _check_files,
    "leaves_shared_memory": _check_memory_names,
}


def test_shared_memory_of_one_instant_inside_a_namespace(marker: str) -> None:
    ended = run(str(HOSTILE / "leaves_shared_memory_at_once.py"), marker, boundary="namespace")
    assert {entry.kind for entry in ended.left_behind} == {"shared-memory"}


def test_shared_memory_of_one_instant_is_at_least_reported(marker: str) -> None:
    """In a /dev/shm that is everybody's, what nobody was seen to hold may be a stranger's: it is named, and left."""
    ended = run(str(HOSTILE / "leaves_shared_memory_at_once.py"), marker, boundary="subreaper")
    for path in glob.glob(f"/dev/shm/*{marker}*"):
        assert path in (ended.note or "")
        os.unlink(path)


@pytest.mark.soak
@pytest.mark.skipif(os.getuid() == 0, reason="root is exempt from the limit on processes that makes this safe to try")
def test_forking_without_end(marker: str) -> None:
    ended = run(str(HOSTILE / "multiplies.py"), marker, boundary="namespace")
    assert ended.verdict == "process-limit"


def test_too_many_processes(marker: str, tmp_path: Path) -> None:
    program = tmp_path / "many.py"
    program.write_text(
        "import os, time\nfor _ in range(1100):\n    if os.fork() == 0: time.sleep(1000)\ntime.sleep(1000)\n"
    )
    ended = run(str(program), marker, memory=4096)
    assert ended.verdict == "process-limit"
    assert len(ended.left_behind) >= 1000


def test_guard_that_was_killed_from_inside(marker: str) -> None:
    ended = run(str(HOSTILE / "hunts_its_guard.py"), marker, boundary="subreaper")
    assert (ended.verdict, ended.signal) == ("killed", "SIGKILL")
    assert ended.note and "guard" in ended.note
    assert any(marker in entry.what for entry in ended.left_behind)
    # The killed guard's launcher, which no process waits for, ends a moment after the program.
    deadline = time.monotonic() + 10
    while leftovers.processes_marked(marker) and time.monotonic() < deadline:
        time.sleep(0.01)


def test_guard_cannot_be_killed_from_inside_a_namespace(marker: str) -> None:
    ended = run(str(HOSTILE / "hunts_its_guard.py"), marker, boundary="namespace")
    assert (ended.verdict, ended.exit_code, ended.stdout) == ("exited", 0, "alive\n")


def test_killing_everybody_stays_inside_a_namespace(marker: str) -> None:
    # Never with a subreaper: it would end the whole session of whoever runs the tests.
    ended = run(str(HOSTILE / "kills_everybody.py"), marker, boundary="namespace")
    assert (ended.verdict, ended.exit_code, ended.stdout) == ("exited", 0, "alive\n")


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_two_runs_at_once_do_not_touch_each_others(boundary: str, marker: str, tmp_path: Path) -> None:
    """While one program holds its shared memory, another run ends and sweeps; then the first still has it."""
    from concurrent.futures import ThreadPoolExecutor

    started, go_on = tmp_path / "started", tmp_path / "go-on"
    os.mkfifo(started)
    os.mkfifo(go_on)
    program = tmp_path / "holds.py"
    program.write_text(
        "import sys\n"
        "from multiprocessing import shared_memory\n"
        "block = shared_memory.SharedMemory(f'{sys.argv[1]}-holds', create=True, size=4096)\n"
        "open(sys.argv[2], 'w').close()\n"  # opening a FIFO waits for the other end
        "open(sys.argv[3]).read()\n"
        "again = shared_memory.SharedMemory(block.name)\n"
        "again.close(); block.close(); block.unlink()\n"
        "print('still there')\n"
    )
    with ThreadPoolExecutor() as pool:
        first = pool.submit(run, str(program), marker, str(started), str(go_on), boundary=boundary)
        with open(started) as handshake:
            handshake.read()
        second = run(str(HOSTILE / "leaves_shared_memory.py"), marker, boundary=boundary)
        with open(go_on, "w"):
            pass
        assert first.result().stdout == "still there\n"
    assert second.left_behind
    assert first.result().left_behind == []


def test_strangers_shared_memory_stays(marker: str) -> None:
    """A file that somebody else makes in /dev/shm during a run, and that nobody holds, is not the run's."""
    from concurrent.futures import ThreadPoolExecutor

    path = f"/dev/shm/stranger-{uuid.uuid4().hex}"
    with ThreadPoolExecutor() as pool:
        program = str(HOSTILE / "ignores_signals.py")
        running = pool.submit(run, program, marker, timeout=REST_SECONDS, boundary="subreaper")
        with open(path, "w"):
            pass
        try:
            assert running.result().verdict == "stalled"
            assert os.path.exists(path)
        finally:
            os.unlink(path)


def test_no_core_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marker: str) -> None:
    monkeypatch.chdir(tmp_path)
    run(str(HOSTILE / "aborts.py"), marker)
    assert glob.glob("*") == []


def test_descriptors_of_the_caller_stay_out(marker: str, tmp_path: Path) -> None:
    program = tmp_path / "lists.py"
    program.write_text("import os\nprint(sorted(map(int, os.listdir('/proc/self/fd'))))\n")
    with open(tmp_path / "file", "w") as file:
        os.set_inheritable(file.fileno(), True)
        ended = run(str(program), marker)
    # 0, 1, 2, the descriptor of marks, and the listing's own.
    assert len(ended.stdout.split(",")) == 5, ended.stdout
