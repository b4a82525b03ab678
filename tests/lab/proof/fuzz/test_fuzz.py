"""Programs composed at random: none that still moves is called deadlocked.

FUZZ_PROGRAMS says how many programs `make test-all` composes, and TEST_SEED which ones. One that was called deadlocked
and moved is written to _build/failures, with its seed.
"""

import itertools
import os
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from scripts.lab import interpreters
from scripts.lab.catalogue import ROOT
from scripts.lab.proof.calls import Limit
from tests.conftest import SEED
from tests.lab.proof.fuzz.compose import LONGEST_SECONDS, WAITS, Composition, compose
from tests.lab.proof.fuzz.watching import PATIENCE_SECONDS, WAYS, Seen, watch

PROGRAMS = "FUZZ_PROGRAMS"
DEFAULT_PROGRAMS = 1000
SAMPLE, SAMPLE_SECONDS, SAMPLE_PATIENCE_SECONDS = 12, 1.0, 1.0
AT_ONCE = 4
FAILURES = ROOT / "_build" / "failures"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the proof is made of what Linux says")


def watched(
    compositions: list[Composition], patience: float = PATIENCE_SECONDS, report: bool = False
) -> tuple[Counter[tuple[str, bool, str]], list[str]]:
    """Count the verdicts, by way and by whether the program could move, and list the false proofs.

    The programs that set an alarm come last: as long as an alarm is set, a guard that is root proves nothing.
    """
    pythons = interpreters.find()

    def one(composition: Composition) -> tuple[Composition, str, str, Seen]:
        choice = random.Random(f"{composition.seed} way")
        way, python = choice.choice((*WAYS[:1], *WAYS)), choice.choice(pythons)
        return composition, way, python.version, watch(composition, way, python.executable, patience)

    counts: Counter[tuple[str, bool, str]] = Counter()
    false = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for composition, way, version, seen in pool.map(one, sorted(compositions, key=lambda one: one.sets_alarms)):
            counts[way, composition.can_move, seen.verdict] += 1
            if report:
                print(composition.seed, way, version, composition.can_move, seen, sorted(composition.parts))
            if seen.moved:
                false.append(_written(composition, f"{way} on {version}: {seen.moved}"))
    return counts, false


def _written(composition: Composition, what: str) -> str:
    FAILURES.mkdir(parents=True, exist_ok=True)
    path = FAILURES / f"fuzz-{composition.seed.replace(':', '-')}.py"
    path.write_text(f"# {composition.seed}: {what}\n{composition.text}")
    return f"{path}: {what}"


def composed(number: int) -> list[Composition]:
    return [compose(f"{os.environ[SEED]}:{index}") for index in range(number)]


def test_a_sample() -> None:
    # An alarm would keep the tests that run beside this one from proving anything.
    quiet = [one for one in composed(5 * SAMPLE) if not one.sets_alarms and one.seconds <= SAMPLE_SECONDS]
    _counts, false = watched(quiet[:SAMPLE], SAMPLE_PATIENCE_SECONDS)
    assert not false, "\n".join(false)


def test_a_false_proof_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a prover for which no call has a time limit, in a program that only a time limit ends."""
    limited = {"event_limited", "lock_limited", "queue_limited", "simple_queue_limited"}
    others = {"thread", *WAITS["memory"].split()}
    compositions = (compose(f"noticed {number}") for number in itertools.count())
    simple = (one for one in compositions if one.parts & limited and one.parts <= limited | others)
    composition = next(one for one in simple if one.seconds == LONGEST_SECONDS)
    monkeypatch.setattr(Limit, "bounds", lambda _self, _arguments: False)
    seen = watch(composition, "diagnose", sys.executable)
    assert seen.verdict in ("deadlocked", "partly-deadlocked") and seen.moved, seen


@pytest.mark.soak
def test_many() -> None:
    counts, false = watched(composed(int(os.environ.get(PROGRAMS, DEFAULT_PROGRAMS))))
    for (way, can_move, verdict), count in sorted(counts.items()):
        print(f"{way}: {verdict}, {'could move' if can_move else 'stuck'}: {count}")
    assert not false, "\n".join(false)
    # What proves nothing finds nothing: of those that are stuck a good part is proved.
    stuck = sum(count for (_way, can_move, _verdict), count in counts.items() if not can_move)
    proved = sum(
        count for (_way, can_move, verdict), count in counts.items() if not can_move and verdict == "deadlocked"
    )
    assert proved > stuck / 4, counts
