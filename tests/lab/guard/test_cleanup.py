"""What counts as left behind when a run is over."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from scripts.lab.guard import cleanup
from scripts.lab.guard.process_tree import ProcessTree
from scripts.lab.linux.proc import PROC
from scripts.lab.linux.process import ProcessStat

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guard reads Linux's /proc")


class Seen(ProcessTree):
    """Processes as an earlier look saw them."""

    def __init__(self, *processes: ProcessStat) -> None:
        self._processes = processes

    def members(self) -> list[ProcessStat]:
        return list(self._processes)


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


def test_a_process_that_is_alive_is_stopped_and_counts(child: subprocess.Popen[bytes]) -> None:
    seen = PROC.process(child.pid)
    assert seen is not None
    assert [one.pid for one in cleanup._freeze(Seen(seen))] == [child.pid]


def test_a_process_that_has_ended_since_it_was_seen_does_not_count(child: subprocess.Popen[bytes]) -> None:
    seen = PROC.process(child.pid)
    assert seen is not None and not seen.is_ending
    child.kill()
    deadline = time.monotonic() + 10
    while (now := PROC.process(child.pid)) is not None and now.state != "Z" and time.monotonic() < deadline:
        time.sleep(0.001)
    assert cleanup._freeze(Seen(seen)) == []


@pytest.mark.parametrize(
    ("state", "flags", "is_ending"),
    [("S", 0, False), ("R", 0x404, True), ("D", 0x4, True), ("Z", 0x4, True), ("S", 0x4, False)],
)
def test_a_process_on_its_way_out(state: str, flags: int, is_ending: bool) -> None:
    """The last one: the first thread has ended, and others go on."""
    assert ProcessStat(7, 1, state, 0, 0, flags).is_ending is is_ending
