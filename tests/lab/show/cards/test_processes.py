"""The lines about the processes of a run."""

from typing import Any

import pytest

from scripts.lab.show.cards import processes
from scripts.lab.show.cards.run import as_html, as_text
from tests.lab.show.made_up import Elements, made_up

KILLED = {
    "pid": 4711,
    "parent": 17,
    "state": "Z",
    "command": "python",
    "came": 0.1,
    "went": 0.6,
    "ended": "killed by SIGKILL",
    "doing": "futex",
}


def hangs(*seen: dict[str, Any], verdict: str = "deadlocked") -> Any:
    return made_up(verdict=verdict, exit_code=None, processes=list(seen))


@pytest.mark.parametrize(
    "facts, line",
    [
        ({}, "process 4711, a child of 17, was killed by SIGKILL after 0.60 s; it was in futex"),
        ({"ended": "exited 3", "doing": None}, "process 4711, a child of 17, exited 3 after 0.60 s"),
        ({"ended": "unknown", "doing": None}, "process 4711, a child of 17, ended in an unknown way after 0.60 s"),
        ({"doing": "running"}, "process 4711, a child of 17, was killed by SIGKILL after 0.60 s; it was running"),
    ],
)
def test_the_end_of_a_process_in_words(facts: dict[str, Any], line: str) -> None:
    run = hangs({**KILLED, **facts})
    assert processes.ended(run) == [line]
    assert line in as_text(run)
    assert line in Elements(as_html(run)).text


def test_a_program_that_has_ended_lists_none_and_neither_does_a_living_process() -> None:
    assert processes.ended(hangs(KILLED, verdict="exited")) == []
    assert processes.ended(hangs({**KILLED, "ended": None})) == []


def test_what_exited_with_0_comes_last_and_very_many_are_counted() -> None:
    ordinary = {**KILLED, "pid": 1, "ended": "exited 0", "doing": None}
    lines = processes.ended(hangs(*[ordinary] * 30, KILLED))
    assert lines[0].startswith("process 4711")
    assert len(lines) == 21
    assert lines[-1] == "and 11 processes more"
