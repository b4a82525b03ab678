"""What the tests arrange for themselves."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import GROUPS, group_of

ROOT = Path(__file__).resolve().parents[1]
IGNORES = """
import os, signal, sys
for number in map(int, sys.argv[2:]):
    signal.signal(number, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", sys.argv[1]])
"""
NUMBERS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.name)
def test_a_program_that_a_test_starts_heeds_signals(number: signal.Signals) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        try:
            process.send_signal(number)
            assert process.wait(timeout=10) == -number
        finally:
            process.kill()


def test_they_are_heeded_also_where_the_tests_are_started_with_signals_ignored() -> None:
    test = f"{__file__}::{test_a_program_that_a_test_starts_heeds_signals.__name__}"
    words = [sys.executable, "-c", IGNORES, test, *[str(int(number)) for number in NUMBERS]]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "4 passed" in answer.stdout, answer


def test_what_is_kept_on_one_worker_is_there() -> None:
    members = [member for members in GROUPS.values() for member in members]
    assert [member for member in members if not (ROOT / "tests" / member).exists()] == []


def test_a_group_stays_on_one_worker(tmp_path: Path) -> None:
    """Tried with the group of the small tests about memory, on two workers."""
    grouped = ["tests/lab/memory/test_account.py", "tests/lab/memory/test_page_map.py"]
    tests = [*grouped, "tests/lab/records/test_record.py"]
    words = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-n", "2", "--dist", "loadscope", *tests]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120)
    ran = re.findall(r"^\[(gw\d)\].*?(tests/\S+?)::", answer.stdout, re.MULTILINE)
    assert {path for _worker, path in ran} == set(tests), answer
    assert [group_of(path) for path in tests] == ["one at a time", "one at a time", None]
    assert len({worker for worker, path in ran if path in grouped}) == 1
    assert len({worker for worker, _path in ran}) == 2
