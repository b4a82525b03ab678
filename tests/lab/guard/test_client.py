"""The start of a guard: what keeps it from starting, what is tried again, and what the record says of it."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.lab import run, runner
from scripts.lab.errors import LaunchError
from scripts.lab.guard import client

ROOT = Path(__file__).resolve().parents[3]

# While a guard is being started, the C library's list of environment variables begins with a pointer to nowhere, as a
# list may that another thread replaces at that moment. execve answers EFAULT to a child that has no list of its own.
BROKEN_ENVIRONMENT = """
import ctypes, json, os, subprocess, sys
from scripts.lab import run
from scripts.lab.guard import client

environ = ctypes.c_void_p.in_dll(ctypes.CDLL(None), "environ")
broken = (ctypes.c_void_p * 2)(1, None)
start, attempts = subprocess.Popen, []

def start_amid_a_change(*arguments, **options):
    attempts.append(options)
    if len(attempts) <= int(sys.argv[2]):
        options = dict(options, env=None)
    usual, environ.value = environ.value, ctypes.addressof(broken)
    try:
        return start(*arguments, **options)
    finally:
        environ.value = usual

client.subprocess.Popen = start_amid_a_change
done = run(sys.argv[1])
print(json.dumps([done.stdout, done.failed_starts, len(attempts)]))
"""


def start_while_the_environment_changes(path: str, without_their_own: int) -> Any:
    """Run a program in a caller whose environment is broken; so many starts do without an environment of their own."""
    answer = subprocess.run(
        [sys.executable, "-c", BROKEN_ENVIRONMENT, path, str(without_their_own)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere subprocess does not share its memory with the child")
def test_a_thread_may_change_the_environment_while_the_guard_starts(program: Callable[[str], str]) -> None:
    path = program("print('ran')")
    assert start_while_the_environment_changes(path, 0) == ["ran\n", [], 1]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere subprocess does not share its memory with the child")
def test_a_start_that_the_kernel_refused_is_made_again(program: Callable[[str], str]) -> None:
    path = program("print('ran')")
    refusal = f"[Errno 14] Bad address: '{sys.executable}'"
    assert start_while_the_environment_changes(path, 1) == ["ran\n", [refusal], 2]


class Starts:
    """subprocess.Popen, whose first starts fail."""

    def __init__(self, failures: int, number: int) -> None:
        self.left = failures
        self.number = number
        self.made = 0
        self._start = subprocess.Popen

    def __call__(self, *arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        self.made += 1
        if self.left:
            self.left -= 1
            raise OSError(self.number, os.strerror(self.number), sys.executable)
        return self._start(*arguments, **options)


@pytest.mark.parametrize("number", [errno.EFAULT, errno.EAGAIN])
@pytest.mark.parametrize("failures", [0, 1, client.STARTS - 1])
def test_the_program_runs_once_however_many_starts_failed(
    program: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, failures: int
) -> None:
    path = program(f"with open({str(tmp_path / 'runs')!r}, 'a') as file: file.write('once ')")
    starts = Starts(failures, number)
    monkeypatch.setattr(client.subprocess, "Popen", starts)
    done = run(path)
    assert (done.verdict, done.exit_code) == ("exited", 0)
    assert done.failed_starts == [f"[Errno {number}] {os.strerror(number)}: '{sys.executable}'"] * failures
    assert done.to_json()["failed_starts"] == done.failed_starts
    assert starts.made == failures + 1
    assert (tmp_path / "runs").read_text() == "once "


@pytest.mark.parametrize(
    "number, attempts",
    [(errno.EFAULT, client.STARTS), (errno.EAGAIN, client.STARTS), (errno.ENOENT, 1), (errno.ENOMEM, 1)],
)
def test_an_error_that_stays_is_told(
    program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, number: int, attempts: int
) -> None:
    starts = Starts(100, number)
    monkeypatch.setattr(client.subprocess, "Popen", starts)
    with pytest.raises(LaunchError) as refusal:
        run(program("print('ran')"))
    said = f"program.py could not be started: [Errno {number}] {os.strerror(number)}: '{sys.executable}'"
    assert str(refusal.value) == said
    assert starts.made == attempts


def test_a_variable_that_another_thread_removes_is_left_out() -> None:
    class Changing(dict[str, str]):
        def __iter__(self) -> Any:
            names = list(super().__iter__())
            self.pop("GONE", None)
            return iter(names)

    assert {"GONE", "STAYS"} & set(runner.environment(Changing(GONE="1", STAYS="2"))) == {"STAYS"}
