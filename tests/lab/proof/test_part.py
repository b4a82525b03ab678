"""Parts of programs: what is stuck in a living program is proved so, and nothing that could still move ever is.

corpus/partly: some threads can never move again, and another process of the program is alive for ever. `# stuck: 1
thread of 1 process` says how many. corpus/partly_live: a thread waits that looks stuck, and the rest of the program
frees it after 2.5 seconds. The corpus of whole programs serves once more: each under a parent that lives.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from scripts.lab import diagnose, interpreters, run
from scripts.lab.errors import InvalidRequest
from tests.lab.proof.fuzz.watching import end_all
from tests.lab.proof.test_corpus import AT_ONCE, BOUNDARIES, CORPUS, TO_BE_PROVED_SECONDS, declared, how_many, names

LOOK_SECONDS = 1.5
"""When a program of corpus/partly_live is looked at, a second before it moves."""
ATTEMPTS = 3
REACHED_BY_OTHERS = {
    *("forkserver_child_on_a_lock", "helpers_beside_a_stuck_process", "spawned_child_on_a_lock"),
    "shared_semaphore_in_private_memory",
}
"""Programs that wait behind a name, of a socket or a semaphore, by which any other process of theirs could reach it, or
with an operation by which a thread could have moved the waiter to memory of theirs."""
PARENT = """
import subprocess, sys, time
with subprocess.Popen(sys.argv[1:]) as program:
    while program.poll() is None:
        time.sleep(0.05)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the proof is made of what Linux says")


def chosen(kind: str) -> list[Any]:
    """Each program within one boundary; in a soak within both, under the oldest and the newest interpreter too."""
    here, others = interpreters.running(), interpreters.find()
    oldest_and_newest = {one.version: one for one in (others[0], here, others[-1])}.values()
    return [
        pytest.param(name, boundary, python.executable, id=f"{name}-{boundary}-{python.version}", marks=marks)
        for number, name in enumerate(names(kind))
        for turn, boundary in enumerate(BOUNDARIES)
        for python in oldest_and_newest
        for marks in [[] if python == here and (number + turn) % 2 == 0 else [pytest.mark.soak]]
    ]


@contextlib.contextmanager
def started(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program with a folder of its own for its files; end all its processes, and remove the folder."""
    with tempfile.TemporaryDirectory(prefix="part-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        marker = f"part-{uuid.uuid4().hex}"
        program = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": folder, "FUZZ_MARKER": marker},
        )
        try:
            yield program
        finally:
            program.kill()
            end_all(marker)
            program.wait()


@pytest.mark.parametrize("name, boundary, python", chosen("partly"))
def test_a_stuck_part_is_proved_at_the_time_limit(name: str, boundary: str, python: str) -> None:
    path = CORPUS / "partly" / f"{name}.py"
    # As root, an alarm of another program prevents every proof of a run as long as it is set.
    runs = (run(str(path), python=python, timeout=3, boundary=boundary) for _ in range(ATTEMPTS))
    ended = next((one for one in runs if one.verdict == "partly-deadlocked"), None)
    assert ended is not None
    assert _how_many(ended.deadlocked_threads) == declared(path, "stuck")
    assert ended.proof is not None
    assert (ended.proof.holds, ended.proof.grade) == (False, "part")
    assert all(one.holds for one in ended.proof.conditions) and ended.proof.why_not
    assert any("sends a signal" in one for one in ended.proof.assumes)


@pytest.mark.parametrize("name, boundary, python", chosen("partly_live"))
def test_what_the_rest_frees_is_no_stuck_part(name: str, boundary: str, python: str) -> None:
    path = CORPUS / "partly_live" / f"{name}.py"
    looked_at = run(str(path), timeout=LOOK_SECONDS, boundary=boundary, python=python)
    assert _how_many(looked_at.deadlocked_threads) in (NOTHING, declared(path, "stuck")), looked_at.proof
    ended = run(str(path), timeout=30, boundary=boundary, python=python)
    assert (ended.verdict, ended.exit_code) == ("exited", 0), ended.stderr


@pytest.mark.parametrize("name", names("partly_live"))
def test_what_the_rest_frees_is_no_stuck_part_to_a_diagnosis(name: str) -> None:
    path = CORPUS / "partly_live" / f"{name}.py"
    with started(sys.executable, str(path)) as program:
        while program.poll() is None:
            with contextlib.suppress(InvalidRequest):  # it has just ended
                seen = diagnose(program.pid)
                assert _how_many(seen.deadlocked_threads) in (NOTHING, declared(path, "stuck")), seen.proof
        assert program.returncode == 0


def test_a_stuck_program_is_a_stuck_part_of_its_living_parent(all_at_once: AllAtOnce) -> None:
    def what_was_proved(name: str) -> str:
        path = CORPUS / "stuck" / f"{name}.py"
        with started(sys.executable, "-c", PARENT, sys.executable, str(path)) as parent:
            deadline = time.monotonic() + 3 * TO_BE_PROVED_SECONDS
            seen = diagnose(parent.pid)
            while _how_many(seen.deadlocked_threads) != declared(path, "stuck") and time.monotonic() < deadline:
                seen = diagnose(parent.pid)
        return f"{seen.verdict}: {_how_many(seen.deadlocked_threads)}"

    wanted = set(names("stuck")) - REACHED_BY_OTHERS
    must = {name: f"partly-deadlocked: {declared(CORPUS / 'stuck' / f'{name}.py', 'stuck')}" for name in wanted}
    assert all_at_once(what_was_proved, wanted) == must


def test_a_living_program_is_no_stuck_part_of_its_living_parent(
    all_at_once: AllAtOnce, program: Callable[[str], str]
) -> None:
    parent = program(PARENT)

    def what_was_proved(name: str) -> str:
        path = CORPUS / "live" / f"{name}.py"
        ended = run(parent, sys.executable, str(path), timeout=1)
        assumption = declared(path, "unless assumed")
        if assumption and ended.proof is not None and any(assumption in one for one in ended.proof.assumes):
            return NOTHING
        found = _how_many(ended.deadlocked_threads)
        return NOTHING if found == declared(path, "stuck in part") else found

    wanted = {name for name in names("live") if not declared(CORPUS / "live" / f"{name}.py", "busy")}
    assert all_at_once(what_was_proved, wanted) == dict.fromkeys(wanted, NOTHING)


NOTHING = "0 threads of 0 processes"
AllAtOnce = Callable[[Callable[[str], str], Iterable[str]], dict[str, str]]


@pytest.fixture
def all_at_once() -> AllAtOnce:
    """Call a function for each of some names, many at a time: the programs are asleep nearly always."""

    def call(function: Callable[[str], str], wanted: Iterable[str]) -> dict[str, str]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return dict(zip(wanted, pool.map(function, wanted), strict=True))

    return call


def _how_many(threads: list[list[int]]) -> str:
    return how_many(len(threads), len({pid for pid, _tid in threads}))


HANGS_BESIDE_A_LIVING_THREAD = """
import threading, time
one, other, met = threading.Lock(), threading.Lock(), threading.Barrier(2)
def take(first, second):
    with first:
        met.wait()
        with second:
            pass
threading.Thread(target=take, args=(one, other), name="payer", daemon=True).start()
threading.Thread(target=take, args=(other, one), name="payee", daemon=True).start()
threading.Thread(target=threading.Event().wait, name="waits", daemon=True).start()
while True:
    time.sleep(0.1)
"""


def test_two_threads_that_wait_for_each_other_beside_a_living_one_are_suspected(program: Callable[[str], str]) -> None:
    """The living thread could release their locks, so that nothing is proved."""
    path = program(HANGS_BESIDE_A_LIVING_THREAD)
    for python in {one.version: one for one in (interpreters.find()[0], interpreters.find()[-1])}.values():
        ended = run(path, python=python.executable, timeout=3)
        assert (ended.verdict, ended.deadlocked_threads) == ("timed-out", []), python.version
        names = {thread.python_name for thread in ended.evidence if [thread.pid, thread.tid] in ended.suspected_threads}
        assert names == {"payer", "payee"}, python.version
        assert ended.proof is not None and ended.proof.grade == "likely"
        assert ended.headline is not None and "likely stuck, which is not proved" in ended.headline
