"""When two runs are one outcome."""

import pytest

from scripts.lab.expectations import Bounds, Expectations, ExpectedOutcome
from scripts.lab.recordings.alike import likeness
from tests.lab.show.made_up import TRACEBACK, made_up

DECLARED = Expectations(
    (
        ExpectedOutcome("exited", measurements={"copied_mib": Bounds(at_most=1.0)}),
        ExpectedOutcome("exited", python=">=3.12", measurements={"copied_mib": Bounds(at_least=60.0)}),
        ExpectedOutcome("exited", arguments=("other",), measurements={"copied_mib": Bounds(at_least=0.5)}),
    )
)


def alike(one: dict[str, object], other: dict[str, object]) -> bool:
    return likeness(made_up(**one), DECLARED) == likeness(made_up(**other), DECLARED)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"stdout": "first\nsecond\n"}, {"stdout": "second\nfirst\nfirst\n"}),
        ({"stderr": "Ran 1 test in 0.011s, at 0x1000, 00:2a\n"}, {"stderr": "Ran 1 test in 1.2s, at 0x2f00, 00:07\n"}),
        ({"stdout": "child 12 took 0.5 s\n"}, {"stdout": "child 7 took 11 s\n"}),
        ({"measurements": {"copied_mib": 0.1}}, {"measurements": {"copied_mib": 0.9}}),
        ({"stdout": "copied_mib = 0.1\n"}, {"stdout": "copied_mib = 0.9\n"}),
        ({"stderr": TRACEBACK}, {"stderr": TRACEBACK.replace("line 3", "line 8").replace("x.py", "y.py")}),
        ({"seconds": 0.1, "pid": 1, "python": "3.8.1"}, {"seconds": 3.0, "pid": 2, "python": "3.9.1"}),
        ({"stderr": "Thread 0x1000 (most recent call first):\n"}, {"stderr": "Current thread 0x2000 [x]:\n"}),
    ],
)
def test_what_changes_from_run_to_run_makes_no_other_outcome(one: dict[str, object], other: dict[str, object]) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"exit_code": 0}, {"exit_code": 1}),
        ({"verdict": "deadlocked", "exit_code": None}, {"verdict": "stalled", "exit_code": None}),
        ({"verdict": "killed", "signal": "SIGSEGV"}, {"verdict": "killed", "signal": "SIGBUS"}),
        ({"stdout": "it works\n"}, {"stdout": "it fails\n"}),
        ({"arguments": ["fork"]}, {"arguments": ["spawn"]}),
        ({"measurements": {"copied_mib": 0.1}}, {"measurements": {"copied_mib": 1.1}}),
        ({"measurements": {"copied_mib": 30.0}}, {"measurements": {"copied_mib": 60.0}}),
        ({"stderr": TRACEBACK}, {"stderr": TRACEBACK.replace("RuntimeError", "ValueError")}),
    ],
)
def test_what_a_reader_would_call_a_difference_does(one: dict[str, object], other: dict[str, object]) -> None:
    assert not alike(one, other)


def test_bounds_that_are_declared_for_other_arguments_do_not_count() -> None:
    assert alike({"measurements": {"copied_mib": 0.4}}, {"measurements": {"copied_mib": 0.6}})
