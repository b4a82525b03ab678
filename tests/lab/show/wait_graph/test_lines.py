"""A wait graph in a terminal."""

from scripts.lab.show.wait_graph.lines import graph_as_text
from tests.lab.show.wait_graph.made_up_waits import (
    FULL_PIPE,
    SHARED,
    STALLED,
    VANISHED_OWNER,
)


def test_a_terminal_shows_the_vanished_owner_and_the_cycle() -> None:
    assert graph_as_text(VANISHED_OWNER) == (
        "process 4241\n"
        "  main thread, in BaseProcess.join, process.py:149, called in main, program.py:31\n"
        "    ─▶ end of process 4242 ─▶ process 4242\n"
        "process 4242, forked from process 4241\n"
        "  main thread, in Logger.info, logging/__init__.py:1489, called in work, program.py:12\n"
        "    ─▶ private lock (0x7f12a4000b60) ┄▶ a thread of process 4241 that fork did not copy, or itself\n"
        "process 4250, resource tracker\n"
        "  main thread, in main, resource_tracker.py:227, called in <module>, <string>:1\n"
        "    ─▶ pipe 55 (something to read) ─▶ process 4241\n"
        "                                   ─▶ process 4242\n"
        "┄▶ vanished owner: it does not exist in this process"
    )
    assert graph_as_text(FULL_PIPE) == (
        "process 21\n"
        "  main thread, in the system call wait4\n"
        "    ─▶ end of process 22 ─▶ process 22\n"
        "process 22\n"
        "  main thread, in the system call write\n"
        "    ─▶ pipe 5 (room to write) ═▶ process 21\n"
        "═▶ closes the cycle: it leads back to a thread that waits"
    )


def test_a_terminal_shows_the_holders_of_a_thing_once() -> None:
    assert graph_as_text(SHARED).count("═▶ process 22") == 1
    assert graph_as_text(SHARED).count("as above") == 2


def test_a_terminal_shows_limits_and_what_is_outside() -> None:
    shown = graph_as_text(STALLED)
    assert "private lock (0x7f12a4000b60), with a time limit ─▶ itself" in shown
    assert "pipe 5 (room to write) ─▶ outside the program: the lab's guard" in shown
    assert "─▶ the clock\n" in shown + "\n"
