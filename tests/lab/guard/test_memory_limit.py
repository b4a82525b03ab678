"""A program that reaches its memory limit: how much it held, in which process, and where in its code."""

import sys
from collections.abc import Callable

import pytest

from scripts.lab import run
from scripts.lab.show.cards.run import as_html, as_text
from tests.lab.show.made_up import Elements, made_up

GROWS = """
import os, threading
read, write = os.pipe()
if os.fork() == 0:
    os.close(write)
    os.read(read, 1)
    os._exit(0)
threading.Thread(target=lambda: os.read(read, 1), daemon=True).start()
blocks = []
def grow():
    while True:
        blocks.append(b"x" * (4 << 20))
grow()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the sizes are there, and no stacks")
@pytest.mark.parametrize("boundary", ["namespace", "subreaper"])
def test_what_it_held_and_where_it_was(program: Callable[[str], str], boundary: str) -> None:
    done = run(program(GROWS), memory=150, boundary=boundary)
    assert done.verdict == "memory-limit"
    assert done.memory is not None
    assert done.memory.limit_mib == 150
    assert done.memory.reached_mib > 150
    large, small = done.memory.processes
    assert (large.pid, large.command) == (done.pid, done.processes[0].command)
    assert large.mib > 140 > 20 > small.mib > 0
    assert large.mib + small.mib == pytest.approx(done.memory.reached_mib, rel=0.2)
    main, reader = (thread for thread in done.evidence if thread.pid == done.pid)
    assert main.stack is not None
    assert main.stack[0].function == "grow"
    assert reader.call == "read"  # as it was before it was stopped
    assert reader.state == "S"
    assert done.proof is None


def test_a_run_below_its_limit_says_nothing_of_it(program: Callable[[str], str]) -> None:
    assert run(program("pass"), memory=500).memory is None


def test_the_limit_in_words() -> None:
    sizes = [{"pid": 17, "mib": 290.4, "command": "python x.py"}, {"pid": 18, "mib": 41.0, "command": "[a\x07b]"}]
    memory = {"limit_mib": 300.0, "reached_mib": 331.4, "processes": sizes + [sizes[1]] * 10}
    shown = made_up(verdict="memory-limit", exit_code=None, memory=memory)
    page, terminal = Elements(as_html(shown)).text, as_text(shown)
    for text in (page, terminal):
        place = -1
        for words in (
            "It held 331 MiB, and its limit is 300 MiB.",
            "process 17: 290 MiB, python x.py",
            "process 18: 41 MiB, [a\\x07b]",
            "and 2 processes more",
        ):
            place = text.find(words, place + 1)
            assert place >= 0, f"{words!r} is missing in\n{text}"
