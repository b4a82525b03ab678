"""Not more demos run at once than there are processors, and one that measures time runs alone."""

import contextlib
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scripts.lab import limits, run, slots
from scripts.lab.catalogue import ROOT
from scripts.lab.guard import frames

LONG = 30.0
HOLD = """
import sys
from scripts.lab import slots
with slots.slot(alone=sys.argv[1] == "alone", patience=30) as held:
    print(held, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of two processors on which nothing else runs."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(frames.TOKEN_VARIABLE, raising=False)
    monkeypatch.setattr(limits, "processors", lambda: 2)
    return tmp_path


def holder(how: str = "one") -> subprocess.Popen[str]:
    """Another process that holds one slot, or all of them, until its standard input is closed."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", HOLD, how], cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def test_there_are_as_many_slots_as_processors() -> None:
    with contextlib.ExitStack() as stack:
        assert stack.enter_context(slots.slot(patience=0))
        assert stack.enter_context(slots.slot(patience=0))
        assert not stack.enter_context(slots.slot(patience=0))
    with slots.slot(patience=0) as held:
        assert held


def test_one_that_is_alone_waits_for_all_the_others_and_they_for_it() -> None:
    with slots.slot(patience=0), slots.slot(alone=True, patience=0) as held:
        assert not held
    with slots.slot(alone=True, patience=0) as held:
        assert held
        with slots.slot(patience=0) as other:
            assert not other


@pytest.mark.parametrize("how", ["one", "alone"])
def test_a_holder_that_is_killed_gives_its_slots_back(how: str) -> None:
    process = holder(how)
    try:
        with slots.slot(alone=True, patience=0) as held:
            assert not held
        process.kill()
        with slots.slot(alone=True, patience=LONG) as held:
            assert held
    finally:
        process.kill()
        process.communicate()


def test_a_run_starts_as_soon_as_a_slot_is_free() -> None:
    process = holder("alone")
    closing = threading.Timer(0.3, lambda: process.communicate())
    closing.start()
    begun = time.monotonic()
    with slots.slot(patience=LONG) as held:
        assert held
    closing.join()
    assert 0.2 < time.monotonic() - begun < LONG / 2


def test_many_that_want_to_be_alone_do_not_wait_for_each_other_for_ever() -> None:
    inside, most, done = [0], [0], []
    counting = threading.Lock()

    def take_turns(alone: bool) -> None:
        for _ in range(20):
            with slots.slot(alone=alone, patience=LONG) as held:
                with counting:
                    inside[0] += 2 if alone else 1
                    most[0] = max(most[0], inside[0])
                time.sleep(0.001)
                with counting:
                    inside[0] -= 2 if alone else 1
                done.append(held)

    threads = [threading.Thread(target=take_turns, args=[number % 2 == 0], daemon=True) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert done == [True] * 80
    assert most == [2]


def test_a_run_inside_a_run_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with slots.slot(alone=True, patience=0):
        monkeypatch.setenv(frames.TOKEN_VARIABLE, "of the outer run")
        with slots.slot(alone=True, patience=0) as held:
            assert held


def test_where_no_folder_can_be_made_a_run_goes_on_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/there is no such folder")
    with slots.slot() as held:
        assert not held


def test_a_reader_waits_for_a_moment_and_a_build_for_its_turn() -> None:
    assert slots._patience({}) <= 2
    assert slots._patience({"BOOK_BUILD": "1"}) > limits.TIMEOUT_SECONDS


def test_a_demo_that_measures_time_runs_alone_and_others_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    @contextlib.contextmanager
    def note(alone: bool = False):  # type: ignore[no-untyped-def]
        asked.append(alone)
        yield True

    monkeypatch.setattr(slots, "slot", note)
    run("fork-versus-spawn/whole_data_for_each_child", "fork")
    run("context-mismatch/one_context")
    program = tmp_path / "no_demo.py"
    program.write_text("pass\n")
    run(str(program))
    run("context-mismatch/one_context", timeout=slots.LONGEST_SECONDS + 1)  # it may hold up all others
    assert asked == [True, False]


def test_a_demo_holds_a_slot_while_it_runs() -> None:
    # Its child pauses for three seconds before it answers.
    running = threading.Thread(target=run, args=["deadlock-proof/join_before_get", "1000", "3"])
    running.start()
    was_held = False
    while running.is_alive() and not was_held:
        with slots.slot(alone=True, patience=0) as got_all:
            was_held = not got_all
        time.sleep(0.001)
    assert was_held
    # The run may just be taking its turn, and a process that is being started has that turn until it executes.
    with slots.slot(patience=1) as held:
        assert held
        assert running.is_alive()
    running.join()
    with slots.slot(alone=True, patience=0) as held:
        assert held
