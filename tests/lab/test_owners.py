"""Which thread likely holds a lock, read from outside, for programs whose locks are held in known ways."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from scripts.lab import interpreters, run, stacks
from scripts.lab.evidence import with_stacks
from scripts.lab.interpreters import Interpreter
from scripts.lab.linux.proc import PROC
from scripts.lab.proof.calls import name as call_name
from scripts.lab.proof.prover import Prover
from scripts.lab.proof.surroundings import Descendants
from scripts.lab.records.evidence import Owner, Thread, Wait
from scripts.lab.show.wait_graph.build import wait_graph
from scripts.lab.stacks import owners
from scripts.lab.stacks.memory import Memory
from tests.lab.test_stacks import Damage

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="read through Linux's /proc")

PROGRAM = Path(__file__).parent / "stacks" / "owners.py"
PATIENCE_SECONDS = 60.0
REST_SECONDS = 0.1


class Expected(NamedTuple):
    """What is to be found of the wait in question."""

    owner: str | None
    how: str = "body"
    function: str | None = None
    """The last part of its name."""
    generations: int = 0
    """How many forks lie between the owner's process and the one that waits."""
    has_object: bool = True
    """Is it a lock of threading's that the thread waits for?"""


NO_OWNER = Expected(None)
IN_ONE_PROCESS = {
    "two_in_a_circle": Expected("owner", function="take"),
    "body": Expected("owner", function="hold"),
    "body_and_acquire": Expected("owner", function="hold"),
    "body_with_much_in_it": Expected("owner", function="deep"),
    "body_in_a_generator": Expected("owner", function="generate"),
    "body_of_a_condition": Expected("owner", function="inside"),
    "waiter_at_a_condition": Expected("owner", function="hold"),
    "record": Expected("owner", "record"),
    "record_and_body": Expected("owner", "record", "inside"),
    "record_of_a_condition": Expected("owner", "record", "inside"),
    "handler": Expected("MainThread", function="handler"),
    "nobody_inside": NO_OWNER,
    "left_before": NO_OWNER,
    "waiting_on_the_condition": NO_OWNER,
    "released_by_hand": NO_OWNER,
    "argument": Expected(None, has_object=False),
    "event": NO_OWNER,
}
INHERITED = {
    "inherited": Expected("owner", function="hold", generations=1),
    "inherited_twice": Expected("owner", function="hold", generations=2),
    "inherited_rlock": Expected("owner", "record", "inside", generations=1),
    "inherited_rlock_and_new_threads": Expected("owner", "record", "inside", generations=1),
    "held_in_the_child": Expected("owner", function="hold"),
}
NOT_INHERITED = {
    "made_after_the_fork": NO_OWNER,
    "event_made_after_the_fork": NO_OWNER,
    "forked_without_threads": NO_OWNER,
}


@cache
def found() -> list[Interpreter]:
    return interpreters.find()


every_interpreter = pytest.mark.parametrize("interpreter", found(), ids=lambda one: one.version)


class Seen(NamedTuple):
    """What was found of one scenario."""

    wait: Wait
    copied_from: int | None
    """As it was before."""
    parent: int
    lineage: list[int]
    """The process that waits, and those from which it was forked, the nearest first."""


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def calls(pid: int) -> dict[int, str]:
    """What each thread of a process and its descendants is in, arguments and all; "" where it may be running."""
    pids = [pid, *(one.pid for one in PROC.descendants(pid))]
    seen = {tid: PROC.system_call(one, tid) for one in pids for tid in PROC.thread_ids(one)}
    return {
        tid: call.text if call is not None and call_name(call) in ("futex", "wait4") else ""
        for tid, call in seen.items()
    }


def is_at_rest(pid: int, processes: int) -> bool:
    before = calls(pid)
    if len(PROC.descendants(pid)) + 1 < processes or not all(before.values()):
        return False
    time.sleep(REST_SECONDS)
    return calls(pid) == before


def evidence(pid: int) -> list[Thread]:
    return Prover(Descendants(pid)).explain().evidence()


@contextmanager
def programs(interpreter: Interpreter, scenarios: dict[str, Expected]) -> Iterator[dict[str, int]]:
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for scenario in scenarios:
            command = [interpreter.executable, "-W", "ignore", str(PROGRAM), scenario]
            started[scenario] = subprocess.Popen(command, start_new_session=True)
        yield {scenario: process.pid for scenario, process in started.items()}
    finally:
        for process in started.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def look(pid: int, processes: int) -> Seen:
    """Wait until a program is at rest, and see what is found of the lock for which its waiter waits."""
    until(lambda: is_at_rest(pid, processes), f"process {pid} does not come to rest")
    entries = evidence(pid)
    last = max(entries, key=lambda one: len(lineage(one.pid, pid))).pid
    names = stacks.read(last, with_names=True).names
    waiters = [one for one in entries if one.pid == last and names.get(one.tid) == "waiter"]
    [waiter] = waiters or [one for one in entries if one.pid == one.tid == last]
    assert waiter.waits_for is not None
    before = waiter.waits_for.copied_from
    owners.find(entries)
    seen = PROC.process(waiter.pid)
    assert seen is not None
    return Seen(waiter.waits_for, before, seen.parent, lineage(waiter.pid, pid))


def lineage(pid: int, first: int) -> list[int]:
    line = [pid]
    while line[-1] != first:
        seen = PROC.process(line[-1])
        assert seen is not None
        line.append(seen.parent)
    return line


def check(scenario: str, expected: Expected, seen: Seen) -> None:
    owner = seen.wait.owner
    if expected.owner is None:
        assert owner is None, (scenario, owner and owner.to_dict())
        return
    assert owner is not None, scenario
    function = owner.function and owner.function.rpartition(".")[2]
    assert (owner.thread, owner.how, function) == expected[:3], (scenario, owner.to_dict())
    assert owner.pid == seen.lineage[expected.generations], (scenario, owner.to_dict())
    if function is not None:
        stack = stacks.read(owner.pid).stacks[owner.tid or 0]
        shown = [(frame.function, frame.file, frame.line) for frame in stack]
        assert (owner.function, owner.file, owner.line) in shown, scenario


@every_interpreter
def test_the_owner_is_found_where_the_memory_shows_it(interpreter: Interpreter) -> None:
    with programs(interpreter, IN_ONE_PROCESS) as started:
        for scenario, expected in IN_ONE_PROCESS.items():
            seen = look(started[scenario], processes=1)
            check(scenario, expected, seen)
            assert seen.wait.copied_from is None
            assert (seen.wait.lock_object is not None) == expected.has_object, scenario


@every_interpreter
def test_the_owner_of_a_lock_that_fork_copied_is_in_the_parent(interpreter: Interpreter) -> None:
    with programs(interpreter, INHERITED) as started:
        for scenario, expected in INHERITED.items():
            seen = look(started[scenario], processes=3 if expected.generations == 2 else 2)
            check(scenario, expected, seen)
            assert seen.copied_from == seen.parent, scenario
            assert seen.wait.copied_from == seen.parent, scenario


@every_interpreter
def test_a_lock_that_fork_did_not_copy_is_not_called_copied(interpreter: Interpreter) -> None:
    with programs(interpreter, NOT_INHERITED) as started:
        before = []
        for scenario, expected in NOT_INHERITED.items():
            seen = look(started[scenario], processes=2)
            check(scenario, expected, seen)
            before.append(seen.copied_from == seen.parent)
            assert seen.wait.copied_from is None, scenario
        assert any(before), "the address alone would have told"


@every_interpreter
def test_threads_that_wait_for_one_lock_are_said_to(interpreter: Interpreter) -> None:
    with programs(interpreter, {"nobody_inside": NO_OWNER}) as started:
        until(lambda: is_at_rest(started["nobody_inside"], 1), "it does not come to rest")
        entries = evidence(started["nobody_inside"])
        owners.find(entries)
        names = stacks.read(started["nobody_inside"], with_names=True).names
    keys = {names[entry.tid]: entry.waits_for.key for entry in entries if entry.waits_for}
    assert keys["waiter"] == keys["another"] != keys["MainThread"]


CIRCLE = """
import threading

first, second, both, idle = threading.Lock(), threading.Lock(), threading.Barrier(2), threading.Lock()
idle.acquire()

def take(one, other):
    with one:
        both.wait()
        with other:
            pass

threading.Thread(target=idle.acquire, name="idle").start()
threading.Thread(target=take, args=(first, second), name="one").start()
threading.Thread(target=take, args=(second, first), name="other").start()
"""


@every_interpreter
def test_a_run_has_the_owners_in_its_evidence(interpreter: Interpreter, program: Callable[[str], str]) -> None:
    """With a thread more than the two, so that the other one is not simply all there is."""
    ended = run(program(CIRCLE), python=interpreter.executable, timeout=20)
    assert ended.verdict == "deadlocked", ended
    threads = {entry.python_name: entry for entry in ended.evidence}
    assert set(threads) == {"MainThread", "idle", "one", "other"}
    for name, owner in (("one", "other"), ("other", "one")):
        wait = threads[name].waits_for
        assert wait is not None and wait.owner is not None
        assert (wait.owner.thread, wait.owner.tid) == (owner, threads[owner].tid)
        assert wait.lock_object is not None
    idle = threads["idle"].waits_for
    assert idle is not None and idle.owner is None
    [first] = [frame for frame in threads["one"].stack or [] if frame.function == "take"]
    assert first.locals is None
    graph = wait_graph(ended.evidence)
    names = {f"thread:{entry.pid}:{entry.tid}": name for name, entry in threads.items()}
    assert {names[waiter] for waiter in graph.cycle} == {"one", "other"}


def test_local_variables_are_in_the_evidence_where_they_are_asked_for(program: Callable[[str], str]) -> None:
    process = subprocess.Popen([sys.executable, program(CIRCLE)])
    try:
        until(lambda: is_at_rest(process.pid, 1), "it does not come to rest")
        threads = with_stacks(Prover(Descendants(process.pid)).explain(), with_locals=True)
    finally:
        process.kill()
        process.wait()
    [one] = [entry for entry in threads if entry.python_name == "one"]
    [frame] = [frame for frame in one.stack or [] if frame.function == "take"]
    assert frame.locals == {"one": "<_thread.lock>", "other": "<_thread.lock>"}


@every_interpreter
def test_damaged_memory_does_no_harm(interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    with programs(interpreter, {"inherited": NO_OWNER}) as started:
        pid = started["inherited"]
        until(lambda: is_at_rest(pid, 2), "it does not come to rest")
        plain = evidence(pid)

        def owner(damage: Damage) -> str | None:
            entries = [Thread.from_dict(entry.to_dict()) for entry in plain]
            with monkeypatch.context() as patched:
                patched.setattr(Memory, "some", lambda where, address, size: damage.some(where, address, size))
                owners.find(entries)
                for entry in entries:
                    stacks.read(entry.pid, with_locals=True, with_names=True)
            found = [entry.waits_for.owner for entry in entries if entry.waits_for and entry.waits_for.owner]
            return found[0].thread if found else None

        whole = Damage(0, 0, 0)
        assert owner(whole) == "owner"
        harmed = 0
        for number in range(1, whole.reads + 1, 50):
            harmed += owner(Damage(number, number, whole.reads * 10)) != "owner"
        assert harmed > whole.reads / 200, "the damage was not felt"


def test_an_owner_that_differs_from_one_look_to_the_next_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with programs(interpreters.running(), {"body": NO_OWNER}) as started:
        until(lambda: is_at_rest(started["body"], 1), "it does not come to rest")
        entries = evidence(started["body"])
        original = owners.Process.owner
        looks = []

        def in_turn(process: owners.Process, *arguments: Any) -> Owner | None:
            owner = original(process, *arguments)
            if owner is not None:
                looks.append(owner)
                owner.line = len(looks)
            return owner

        monkeypatch.setattr(owners.Process, "owner", in_turn)
        owners.find(entries)
    assert len(looks) == 2
    assert [entry.waits_for.owner for entry in entries if entry.waits_for] == [None, None, None]
