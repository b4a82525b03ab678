"""The words for each kind of wait."""

from typing import Any

import pytest

from scripts.lab.records.evidence import Wait
from scripts.lab.show.kinds import KINDS, kind_of
from scripts.lab.show.wait_graph.icons import ICONS


def waiting(kind: str, key: str, **facts: Any) -> Wait:
    return Wait(kind=kind, what="something", unlimited=True, key=key, **facts)


@pytest.mark.parametrize(
    ("wait", "name", "detail"),
    [
        (waiting("lock", "futex:7:0xa1", private=True, address="0xa1"), "private lock", "0xa1"),
        (waiting("lock", "futex:0", private=False), "shared lock", ""),
        (waiting("lock", "futex:0"), "lock", ""),
        (waiting("pipe", "pipe:55", direction="read"), "pipe 55", "something to read"),
        (waiting("pipe", "pipe:55", direction="write", path="/tmp/x/door (deleted)"), "FIFO door", "room to write"),
        (waiting("socket", "socket:9", direction="read"), "socket 9", "something to read"),
        (waiting("child", "child:42"), "end of process 42", ""),
        (waiting("child", "children:7"), "end of a child", ""),
        (waiting("file-lock", "file:8:1", path="/tmp/x/ledger"), "file lock", "ledger"),
        (waiting("signal", "signal:10"), "something", ""),
        (waiting("time", "time:7:7"), "the clock", ""),
        (waiting("a new kind", "new:1"), "something", ""),
    ],
)
def test_what_is_waited_for_has_a_name(wait: Wait, name: str, detail: str) -> None:
    words = kind_of(wait.kind)
    assert (words.name(wait), words.detail(wait)) == (name, detail)


def test_one_process_or_several_could_end_a_wait() -> None:
    assert kind_of("pipe").could(several=False) == "holds its other end"
    assert kind_of("pipe").could(several=True) == "hold its other end"
    assert kind_of("lock").could(several=True) == "could release it"
    assert kind_of("a new kind").could(several=True) == "could end that"


def test_every_kind_that_has_words_has_a_sign() -> None:
    assert set(KINDS) <= set(ICONS)
