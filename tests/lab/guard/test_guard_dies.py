"""The guard itself is killed from outside, at random instants; its caller lives, and clears up."""

import builtins
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from scripts.lab import Run, run
from tests.lab.guard import leftovers

UNTIDY = Path(__file__).with_name("untidy.py")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guard's boundaries are Linux's")


def kill_guards_after(marker: str, seconds: float, which: str) -> None:
    """Kill this process's guard, or the process that the guard keeps inside its namespace, once the program runs."""
    deadline = time.monotonic() + 8
    # Earlier there is nothing to lose. The guard and its launcher carry the marker too, in their environment.
    while not any(UNTIDY.name in line for line in leftovers.processes_marked(marker)) and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(seconds)
    children = psutil.Process().children()
    # Whoever runs the tests may have other children, a browser's driver for one.
    for guard in [child for child in children if "scripts.lab.guard" in " ".join(child.cmdline())]:
        victims = [guard] if which == "guard" else guard.children()
        for victim in victims:
            victim.send_signal(signal.SIGKILL)


def run_with_a_guard_that_is_killed(boundary: str, which: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the untidy program, kill its guard so many seconds after it began, and see that nothing is left."""
    with leftovers.surroundings() as around:
        for name, value in around.environment.items():
            monkeypatch.setenv(name, value)
        killer = threading.Thread(target=kill_guards_after, args=(around.marker, seconds, which))
        killer.start()
        ended = run(str(UNTIDY), around.marker, timeout=10, boundary=boundary)
        killer.join()
        assert ended.verdict == "killed" and ended.note, ended
        left = around.left()
        assert not left, left
    return ended


@pytest.mark.parametrize(
    ("boundary", "which"), [("namespace", "guard"), ("namespace", "inside"), ("subreaper", "guard")]
)
def test_guard_is_killed(boundary: str, which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for attempt in range(8):
        run_with_a_guard_that_is_killed(boundary, which, 0.04 * attempt * random.random(), monkeypatch)


def test_the_cleanup_after_it_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def without_psutil(name: str, namespace: dict[str, Any] | None = None, *rest: Any) -> Any:
        if name == "psutil" and str((namespace or {}).get("__name__")).startswith("scripts."):
            raise ModuleNotFoundError("No module named 'psutil'", name="psutil")
        return usual(name, namespace, *rest)

    monkeypatch.setattr(builtins, "__import__", without_psutil)
    ended = run_with_a_guard_that_is_killed("subreaper", "guard", 0.05, monkeypatch)
    assert any(left.kind == "process" and UNTIDY.name in left.what for left in ended.left_behind), ended
