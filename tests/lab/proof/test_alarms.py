"""Whose alarm is it? The kernel does not say; what can be said all the same."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from scripts.lab import run
from scripts.lab.proof import alarms
from scripts.lab.proof.alarms import Alarms


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make it that these alarms are armed."""

    def arm(*names: bytes) -> None:
        monkeypatch.setattr(alarms, "armed", lambda: frozenset(names))

    arm()
    return arm


def test_an_alarm_from_before_is_foreign(armed: Callable[..., None]) -> None:
    watched = Alarms(frozenset([b"old"]))
    armed(b"old")
    assert not watched.suspicious("a")
    armed(b"old", b"new")
    assert watched.suspicious("a")


def test_an_alarm_that_was_set_while_no_thread_ran_is_foreign(armed: Callable[..., None]) -> None:
    watched = Alarms(frozenset())
    assert not watched.suspicious("asleep")
    armed(b"new")
    # It may have been set since the look, by somebody of the program who then ran.
    assert watched.suspicious("asleep")
    # But not if a later look shows that nobody did.
    assert not watched.suspicious("asleep")


def test_an_alarm_that_was_set_while_somebody_ran_is_suspicious(armed: Callable[..., None]) -> None:
    watched = Alarms(frozenset())
    assert not watched.suspicious("asleep")
    armed(b"new")
    for _ in range(3):
        assert watched.suspicious("asleep, one switch later")


def test_where_alarms_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "armed", lambda: None)
    watched = Alarms(None)
    assert not watched.known
    assert not watched.suspicious("asleep")


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="root alone sees alarms")
def test_a_foreign_alarm_prevents_no_proof(program: Callable[[str], str]) -> None:
    """Set after the program was started, as by a test runner in the next process."""
    text = """
import _thread, os, sys, time
open(sys.argv[1], "w").close()
while not os.path.exists(sys.argv[2]):
    time.sleep(0.01)
lock = _thread.allocate_lock()
lock.acquire()
lock.acquire()
"""
    path = program(text)
    here, there = path + ".here", path + ".there"
    outside_process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"""
import os, signal, time
while not os.path.exists({here!r}):
    time.sleep(0.01)
time.sleep(0.3)
open({there!r}, "w").close()
time.sleep(0.5)
for _ in range(100):
    signal.alarm(50)
    time.sleep(0.1)
""",
        ]
    )
    try:
        ended = run(path, here, there, timeout=10)
    finally:
        outside_process.kill()
        outside_process.wait()
    assert ended.verdict == "deadlocked", ended.proof
