"""Each of the five conditions is needed: without it, a program that could still move is called deadlocked."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.lab.linux.proc import PROC
from scripts.lab.proof.argument import ARGUMENT
from scripts.lab.proof.prover import Finding, Prover
from scripts.lab.proof.surroundings import Descendants, Surroundings

PROGRAMS = Path(__file__).parent / "conditions"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the proof reads Linux's /proc")


class OfOneSession(Descendants):
    """The program without whoever left its session: what a look at the session or the process group shows."""

    def pids(self) -> list[int]:
        return [pid for pid in super().pids() if _session(pid) == self._pid]

    def all_pids(self) -> set[int]:
        return set(self.pids())


class WhoIsThereNow(Descendants):
    """The program as it is when this is made; quicker, for one that starts no more processes."""

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self._members = super().pids()

    def pids(self) -> list[int]:
        return list(self._members)

    def all_pids(self) -> set[int]:
        return set(self._members)


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0


@contextlib.contextmanager
def running(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The program, in a session of its own, when it has said that it is about to wait."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAMS / f"{program}.py"), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "waiting\n"
            yield process
        finally:
            below = PROC.descendants(process.pid)
            process.kill()
            process.wait()
            for one in below:
                if PROC.is_same(one):
                    os.kill(one.pid, 9)


def alarm(prover: Prover, process: subprocess.Popen[str], seconds: float = 10.0) -> Finding | None:
    """What the prover finds before the program ends."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        found = prover.attempt()
        if found is not None and process.poll() is None:
            return found
    return None


def without(name: str, surroundings: Surroundings) -> Prover:
    rest = tuple(condition for condition in ARGUMENT if condition.name != name)
    assert len(rest) == len(ARGUMENT) - 1
    return Prover(surroundings, rest)


def tried(
    program: str, *arguments: str, lessened: Callable[[int], Prover], hold: Callable[[], None] = lambda: None
) -> tuple[bool, bool]:
    """Is the program called deadlocked by the whole argument, and by the lessened one?"""
    answers = []
    for make in (lambda pid: Prover(Descendants(pid)), lessened):
        with running(program, *arguments) as process:
            answers.append(alarm(make(process.pid), process) is not None)
    return answers[0], answers[1]


def test_without_complete_who_left_the_session_is_forgotten() -> None:
    # A smaller set of processes, and nothing that would compare it with the whole.
    assert tried("complete", lessened=lambda pid: without("complete", OfOneSession(pid))) == (False, True)


def test_without_unlimited_a_clock_is_forgotten() -> None:
    assert tried("unlimited", lessened=lambda pid: without("unlimited", Descendants(pid))) == (False, True)


def test_without_closed_an_outside_process_is_forgotten(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    mine = os.open(fifo, os.O_RDWR)
    try:
        assert tried("closed", str(fifo), lessened=lambda pid: without("closed", Descendants(pid))) == (False, True)
    finally:
        os.close(mine)


def test_without_nothing_pending_an_alarm_is_forgotten() -> None:
    assert tried("nothing_pending", lessened=lambda pid: without("nothing-pending", Descendants(pid))) == (False, True)


def test_without_one_moment_those_who_take_turns_seem_asleep() -> None:
    assert tried("one_moment", lessened=lambda pid: without("one-moment", WhoIsThereNow(pid))) == (False, True)


CONTROL_GROUPS = (
    next(
        (
            Path(line.split()[1])
            for line in Path("/proc/mounts").read_text().splitlines()
            if line.split()[2] == "cgroup2"
        ),
        None,
    )
    if sys.platform == "linux"
    else None
)


@pytest.mark.skipif(
    CONTROL_GROUPS is None or not os.access(CONTROL_GROUPS, os.W_OK), reason="needs a control group that may be made"
)
def test_a_frozen_process_may_be_thawed() -> None:
    """Frozen in a wait for a lock, it reads as if it waited still; thawed, it would look at the lock again."""
    assert CONTROL_GROUPS is not None
    group = CONTROL_GROUPS / f"lab-test-{os.getpid()}"
    group.mkdir()
    try:
        with running("unlimited", "twice") as process:
            (group / "cgroup.procs").write_text(str(process.pid))
            (group / "cgroup.freeze").write_text("1")
            while "frozen 1" not in (group / "cgroup.events").read_text():
                time.sleep(0.01)
            frozen = Prover(Descendants(process.pid)).explain()
            deadline = time.monotonic() + 10
            # A process elsewhere on the machine that ends just then could have been one of the program's.
            while "came or went" in (frozen.why_not or "") and time.monotonic() < deadline:
                frozen = Prover(Descendants(process.pid)).explain()
            (group / "cgroup.freeze").write_text("0")
            thawed = alarm(Prover(Descendants(process.pid)), process)
            (CONTROL_GROUPS / "cgroup.procs").write_text(str(process.pid))
    finally:
        group.rmdir()
    assert thawed is not None
    assert frozen.why_not is not None
    assert "frozen" in frozen.why_not


def test_a_program_that_has_ended_is_not_deadlocked() -> None:
    """Its parent has not waited for it: there is a process, and no thread that could be asleep."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        found = Prover(Descendants(process.pid)).explain()
    assert not found.holds
    assert "has ended" in str(found.why_not)
