"""The table of memory, of made-up runs, and of one that was made."""

import sys

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.runner import run
from scripts.lab.show.tables.memory_use import memory_use
from tests.lab.show.figures.test_page_map import CHILD, FORKED, mapping, marked
from tests.lab.show.made_up import Elements, made_up


def test_the_table_has_every_process_at_every_mark() -> None:
    shown = memory_use(FORKED)
    page = Elements(shown.html)
    assert page.open == []
    for text in (page.text, shown.text):
        assert "Transparent huge pages: madvise." in text
        for words in ("before", "after", "the program", "its child 18", "100.0", "50.0", "61.0"):
            assert words in text
    # Faults since the mark before: 10 at first, 90 then. And a dash for what is not known.
    assert [line.split()[-1] for line in shown.text.splitlines()[1:5]] == ["10", "10", "90", "90"]
    assert shown.text.splitlines()[1].split()[-2] == "–"
    assert "before" not in memory_use(FORKED, "after").text.splitlines()[1]


def test_a_mark_that_was_not_made_has_no_row() -> None:
    with pytest.raises(InvalidRequest, match="it marks no moment"):
        memory_use(made_up())
    with pytest.raises(InvalidRequest, match="has no mark 'later'; it has before, after"):
        memory_use(FORKED, "later")


def test_names_are_words_and_no_elements() -> None:
    page = Elements(memory_use(marked(**{"<b>$x$</b>": {CHILD: [mapping(1, "9s")]}})).html)
    assert page.open == []
    assert "b" not in {name for name, _ in page.elements}


def test_what_the_system_does_not_tell_is_a_dash() -> None:
    marks = [{"name": "now", "seconds": 0.1, "memory": [{"pid": 17, "parent": 1}]}]
    assert memory_use(made_up(marks=marks)).text.splitlines()[1].split()[3:] == ["–"] * 5


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is told by /proc")
def test_a_real_run_has_its_children() -> None:
    assert memory_use(run("copy-on-write/gc_freeze")).text.count("its child") == 4
