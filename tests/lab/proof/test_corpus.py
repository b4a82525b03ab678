"""The prover against the corpus: every program that is stuck is proved so, and none that could still move ever is.

corpus/stuck: from some moment on, no thread of the program can move. `# stuck: 3 threads of 2 processes` says how many
sleep then, those that have ended not counted.
corpus/live: the program can still move, and most do so after a second or two. `# ends: killed SIGALRM` or
`# ends: never` says how, where it is not `exited 0`; `# busy: 2` says how many processors it takes meanwhile.
corpus/accompanied: an outside process can move it, here this test, by something in the folder that is the program's
argument. The program makes the file `ready` there when it is about to wait. `# companions: holds_a_fifo` names the
outside processes, of tests/lab/proof/companions.py, with which it is tried.

`# unless assumed: list`: such a program may be called deadlocked by a proof that says, among what it takes for granted,
something with this word in it.

`# apart: with its like` or `# apart: alone`: as root, the prover sees that an alarm is set on the machine, but not by
whom; as long as one is, it proves nothing of any program. Beside one that sets an alarm the others would be tried in
vain.

`# stuck in part: 1 thread of 1 process`: so many threads of such a program are stuck for good meanwhile.

A new file in one of the folders is tried without being named anywhere.
"""

import re
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.lab import Run, interpreters, run
from scripts.lab.records.evidence import Wait
from tests.lab.guard import leftovers
from tests.lab.proof import companions

CORPUS = Path(__file__).parent / "corpus"
BOUNDARIES = ["namespace", "subreaper"]
CONDITIONS = ["complete", "unlimited", "closed", "nothing-pending", "one-moment"]
TO_BE_PROVED_SECONDS = 10.0
WATCHED_SECONDS = 1.5
"""How long a program that never ends, or that waits for its companion, is in the prover's hands."""
REPETITIONS = 3
"""Of everything, in a soak."""
APART = ["with its like", "alone"]
AT_ONCE = 16
"""Runs; nearly all of them are asleep nearly always."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the proof is made of what Linux says")


@dataclass(frozen=True)
class Case:
    """One program under one interpreter, within one boundary."""

    kind: str
    name: str
    boundary: str
    python: interpreters.Interpreter
    companion: str = ""
    repetition: int = 0

    @property
    def path(self) -> Path:
        return CORPUS / self.kind / f"{self.name}.py"

    def declared(self, what: str, otherwise: str = "") -> str:
        return declared(self.path, what, otherwise)

    def __str__(self) -> str:
        words = [self.name, self.companion, self.boundary, self.python.version]
        return "-".join(filter(None, [*words, str(self.repetition or "")]))


# Cases


def names(kind: str) -> list[str]:
    return sorted(path.stem for path in (CORPUS / kind).glob("*.py"))


def declared(path: Path, what: str, otherwise: str = "") -> str:
    """What a line `# WHAT: …` of the program says."""
    found = re.search(rf"^# {what}: (.+)$", path.read_text(), re.MULTILINE)
    return found[1] if found else otherwise


def companions_of(kind: str, name: str) -> list[str]:
    return declared(CORPUS / kind / f"{name}.py", "companions").split(", ")


def cases(kind: str, pythons: list[interpreters.Interpreter], repetitions: range) -> list[Case]:
    return [
        Case(kind, name, boundary, python, companion, repetition)
        for name in names(kind)
        for companion in companions_of(kind, name)
        for python in pythons
        for boundary in BOUNDARIES
        for repetition in repetitions
    ]


def chosen(kind: str) -> list[Any]:
    """Everything on the running interpreter, and each program once more, in turn on one of the others; for a soak, all.

    Neighbours in the list differ in interpreter, and in boundary when the interpreters have been gone through.
    """
    here = interpreters.running()
    others = [one for one in interpreters.find() if one != here]
    now = cases(kind, [here], range(1))
    if others:
        for number, name in enumerate(names(kind)):
            turn, which = divmod(number, len(others))
            tried_with = companions_of(kind, name)
            companion = tried_with[turn % len(tried_with)]
            now.append(Case(kind, name, BOUNDARIES[turn % 2], others[which], companion))
    later = [one for one in cases(kind, [here, *others], range(REPETITIONS)) if one not in now]
    return [
        *(pytest.param(one, id=str(one)) for one in now),
        *(pytest.param(one, id=str(one), marks=pytest.mark.soak) for one in later),
    ]


# Runs

IN_FLIGHT = "descriptors of some kind are on their way"


class Runs:
    """The runs of the selected cases, several at once: most of the time of most of them is spent asleep."""

    def __init__(self, wanted: list[Case]) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE)
        # Beside the others, but one at a time: there are not processors enough for two.
        self._busy_pool = ThreadPoolExecutor(1)
        self._later = [[case for case in wanted if case.declared("apart") == apart] for apart in APART]
        self._futures = {case: self._submit(case) for case in wanted if not case.declared("apart")}

    def _submit(self, case: Case) -> Future[Run]:
        one_by_one = case.declared("busy") or case.declared("apart") == "alone"
        pool = self._busy_pool if one_by_one else self._pool
        return pool.submit(run_accompanied if case.companion else run_alone, case)

    def __getitem__(self, case: Case) -> Run:
        while case not in self._futures:
            wait(self._futures.values())
            self._futures |= {one: self._submit(one) for one in self._later.pop(0)}
        return self._futures.pop(case).result()

    def close(self) -> None:
        for pool in (self._pool, self._busy_pool):
            pool.shutdown(cancel_futures=True)


def run_alone(case: Case) -> Run:
    if case.kind == "stuck":
        timeout = TO_BE_PROVED_SECONDS
    else:
        timeout = WATCHED_SECONDS if case.declared("ends") == "never" else 30.0
    ended = run(str(case.path), python=case.python.executable, timeout=timeout, boundary=case.boundary)
    # Another program that gets no processor, such as a browser, leaves descriptors in its sockets for seconds, and each
    # of them may be what this program waits for.
    if case.kind == "stuck" and ended.proof is not None and IN_FLIGHT in str(ended.proof.why_not):
        return run(str(case.path), python=case.python.executable, timeout=3 * timeout, boundary=case.boundary)
    return ended


def run_accompanied(case: Case) -> Run:
    # Not in pytest's own folder, whose name is too long for a socket's.
    with (
        tempfile.TemporaryDirectory(prefix="corpus-", dir="/tmp") as name,
        getattr(companions, case.companion)(Path(name)) as end_the_wait,
    ):
        ready, over, was_needed = Path(name, "ready"), threading.Event(), threading.Event()

        def accompany() -> None:
            while not ready.exists() and not over.wait(0.02):
                pass
            if not over.wait(WATCHED_SECONDS):
                was_needed.set()
                end_the_wait()

        companion = threading.Thread(target=accompany)
        companion.start()
        try:
            ended = run(str(case.path), name, python=case.python.executable, timeout=30.0, boundary=case.boundary)
        finally:
            over.set()
            companion.join()
    assert was_needed.is_set() or ended.verdict != "exited", f"it did not wait for its companion: {ended.stderr}"
    return ended


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest) -> Iterator[Runs]:
    """Starts the run of every selected case; none of their processes may be left at the end."""
    marker = f"marker-{uuid.uuid4().hex}"
    wanted = [
        item.callspec.params["case"]
        for item in request.session.items
        if getattr(item, "module", None) is request.module and "runs" in getattr(item, "fixturenames", ())
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARKER", marker)
        runs = Runs(wanted)
        yield runs
        runs.close()
    assert not leftovers.processes_marked(marker)


@pytest.fixture
def busy_processors() -> Iterator[None]:
    """Two processes that compute without end, of low priority."""
    busy = [subprocess.Popen([sys.executable, "-c", "import os\nos.nice(5)\nwhile True: pass"]) for _ in range(2)]
    yield
    for one in busy:
        one.kill()
        one.wait()


# Tests


@pytest.mark.parametrize("case", chosen("stuck"))
def test_stuck(case: Case, runs: Runs) -> None:
    must_be_proved(runs[case], case)


@pytest.mark.parametrize("case", chosen("live"))
def test_live(case: Case, runs: Runs) -> None:
    must_not_be_proved(runs[case], case)


@pytest.mark.parametrize("case", chosen("accompanied"))
def test_accompanied(case: Case, runs: Runs) -> None:
    must_not_be_proved(runs[case], case)


@pytest.mark.soak
@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("name", names("live"))
def test_live_on_busy_processors(name: str, boundary: str, busy_processors: None) -> None:
    case = Case("live", name, boundary, interpreters.running())
    must_not_be_proved(run_alone(case), case)


def must_be_proved(ended: Run, case: Case) -> None:
    proof = ended.proof
    assert ended.verdict == "deadlocked", (ended.summary, proof and proof.why_not, ended.stderr)
    assert proof is not None
    assert proof.holds and proof.why_not is None
    assert [one.name for one in proof.conditions] == CONDITIONS
    assert all(one.holds for one in proof.conditions)
    asleep = [entry for entry in ended.evidence if entry.state not in ("Z", "X")]
    pids = {entry.pid for entry in asleep}
    assert how_many(len(asleep), len(pids)) == case.declared("stuck")
    for entry in asleep:
        must_be_closed(entry.waits_for, pids)


def must_be_closed(waits_for: Wait | None, pids: set[int]) -> None:
    """Without limit, and in the hands of the program's own living processes."""
    assert waits_for is not None
    assert waits_for.what and waits_for.key
    assert waits_for.unlimited is True and waits_for.outside == [], waits_for
    assert set(waits_for.held_by) <= pids, (waits_for, pids)
    for part in waits_for.parts:
        must_be_closed(part, pids)


def must_not_be_proved(ended: Run, case: Case) -> None:
    proof = ended.proof
    assumption = case.declared("unless assumed")
    if assumption and ended.verdict == "deadlocked":
        assert proof is not None and any(assumption in one for one in proof.assumes), proof
        return
    assert ended.verdict != "deadlocked" and not (proof and proof.holds), ended.evidence
    assert ended.deadlocked_threads == [] or case.declared("stuck in part"), proof
    ends = case.declared("ends", "exited 0")
    if ends == "never":
        assert ended.verdict in ("idle", "stalled", "timed-out"), ended
    else:
        how = f"{ended.verdict} {ended.exit_code if ended.signal is None else ended.signal}"
        assert how == ends, ended.stderr


def how_many(threads: int, processes: int) -> str:
    return (
        f"{threads} {'thread' if threads == 1 else 'threads'} of "
        f"{processes} {'process' if processes == 1 else 'processes'}"
    )
