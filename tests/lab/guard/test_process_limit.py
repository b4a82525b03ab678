"""The limit on processes: a thread counts them, whatever else the guard is doing."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from scripts.lab.guard.process_limit import ProcessLimit
from scripts.lab.guard.process_tree import ProcessTree
from scripts.lab.limits import stretched
from scripts.lab.linux.proc import PROC
from scripts.lab.linux.process import ProcessStat

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the thread that counts reads /proc")


class Sleepers(ProcessTree):
    """Processes that sleep."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[bytes]] = []
        self.counted = 0

    def start(self) -> bool:
        """Start one more, and let a few ticks pass; no condition is met by that alone."""
        self._started.append(subprocess.Popen(["sleep", "1000"]))
        time.sleep(0.1)
        return False

    def end(self) -> None:
        for one in self._started:
            one.kill()
            one.wait()

    def pids(self) -> list[int]:
        self.counted += 1
        return [one.pid for one in self._started]

    def members(self) -> list[ProcessStat]:
        found = [PROC.process(one.pid) for one in self._started]
        return [one for one in found if one is not None]

    def states(self) -> set[str]:
        return {one.state for one in self.members()}


@pytest.fixture
def sleepers() -> Iterator[Sleepers]:
    tree = Sleepers()
    yield tree
    tree.end()


def _wait_until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + stretched(20)
    while not true() and time.monotonic() < deadline:
        time.sleep(0.005)
    return true()


def test_one_process_too_many_stops_them_all(sleepers: Sleepers) -> None:
    for _ in range(3):
        sleepers.start()
    limit = ProcessLimit(sleepers, 3, inside_namespace=False)
    limit.enforce()
    assert _wait_until(lambda: sleepers.counted > 0)
    assert not limit.reached and "T" not in sleepers.states()
    # A process of a neighbour that ends at the same moment hides one that begins; another one shows.
    assert _wait_until(lambda: limit.reached or sleepers.start())
    assert _wait_until(lambda: sleepers.states() == {"T"})


def test_a_run_that_is_being_ended_is_not_stopped(sleepers: Sleepers) -> None:
    limit = ProcessLimit(sleepers, 0, inside_namespace=False)
    limit.release()
    limit.enforce()
    sleepers.start()
    time.sleep(0.2)
    assert not limit.reached and sleepers.counted == 0


def test_a_look_finds_it_too(sleepers: Sleepers) -> None:
    limit = ProcessLimit(sleepers, 2, inside_namespace=False)
    assert not limit.is_exceeded_by([1, 2])
    assert limit.is_exceeded_by([1, 2, 3])
