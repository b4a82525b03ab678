"""Whose handler for SIGINT a process has, read from its memory, compared with what the process was told to do."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scripts.lab import interpreters
from scripts.lab.stacks import interrupts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read through /proc")

PYTHONS = {one.version: one.executable for one in interpreters.find()}
CHOICES = {
    "pass": False,
    "signal.signal(signal.SIGINT, signal.default_int_handler)": False,
    # What else is in the table makes no difference.
    "for number in (1, 10, 12, 15, 40): signal.signal(number, handler)": False,
    "signal.signal(signal.SIGINT, handler)": True,
    "signal.signal(signal.SIGINT, print)": True,
}


@contextmanager
def waiting(python: str, choice: str) -> Iterator[int]:
    """Start a program that has made this choice; give its process id."""
    program = f"import signal\nhandler = lambda *_: None\n{choice}\nprint(flush=True)\nopen(0).read()"
    words = [python, "-c", program]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid


@pytest.mark.parametrize("python", PYTHONS.values(), ids=PYTHONS)
def test_the_programs_own_handler_is_told_from_cpythons(python: str) -> None:
    for choice, is_handled in CHOICES.items():
        with waiting(python, choice) as pid:
            assert interrupts.is_handled(pid) is is_handled, choice


@pytest.mark.parametrize("python", PYTHONS.values(), ids=PYTHONS)
def test_the_handler_of_an_event_loop_is_cpythons(python: str) -> None:
    """asyncio.run() chooses one from 3.11 on."""
    program = "async def main():\n    print(flush=True)\n    open(0).read()\nimport asyncio\nasyncio.run(main())"
    with subprocess.Popen([python, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert interrupts.is_handled(process.pid) is False


def test_a_forked_child_is_asked_for_itself() -> None:
    program = """
import os, signal
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    signal.signal(signal.SIGINT, print)
    os.write(writing, b"x")
    signal.pause()
os.read(reading, 1)
print(child, flush=True)
open(0).read()
os.kill(child, signal.SIGKILL)
os.wait()
"""
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert (interrupts.is_handled(process.pid), interrupts.is_handled(child)) == (False, True)


def test_nothing_is_told_of_what_is_no_python() -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:
        assert interrupts.is_handled(process.pid) is None
    assert interrupts.is_handled(1 << 30) is None
