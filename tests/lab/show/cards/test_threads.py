"""The table of evidence."""

from scripts.lab.records.evidence import Frame, Thread, Wait
from scripts.lab.show.cards.run import as_html
from scripts.lab.show.cards.threads import as_lines, cells
from tests.lab.show.made_up import Elements, made_up


def test_a_thread_is_a_row_of_words() -> None:
    waits_for = Wait(kind="pipe", what="pipe 5 to have room", unlimited=True, key="pipe:5", held_by=[9])
    assert cells(Thread(pid=7, tid=8, state="S", call="write", waits_for=waits_for)) == {
        "process": "7",
        "thread": "8",
        "state": "sleeping",
        "call": "write",
        "waits for": "pipe 5 to have room; the other end is held by process 9",
    }
    assert list(cells(Thread(pid=7, tid=7, state="Z")).values()) == ["7", "7", "ended, not reaped", "–", "–"]


def test_the_gil_stands_beside_the_state() -> None:
    assert cells(Thread(pid=7, tid=7, state="S", gil="holds"))["state"] == "sleeping, holds the GIL"
    waits = Thread(pid=7, tid=8, state="S", gil="waits")
    assert cells(waits)["state"] == "sleeping, waits for the GIL"
    assert "sleeping, waits for the GIL" in as_lines(waits)
    assert "sleeping, waits for the GIL" in Elements(as_html(made_up(evidence=[waits]))).text


def test_a_terminal_gets_the_stack_and_where_the_kernel_has_it_sleep() -> None:
    stack = [Frame(function="main", file="x.py", line=3), Frame(function="<module>", file="x.py", line=9)]
    thread = Thread(pid=7, tid=7, state="S", stack=stack, wait_channel="futex_wait_queue")
    assert as_lines(thread).splitlines()[1:] == [
        "      sleeps in the kernel's futex_wait_queue",
        "      main (x.py:3)",
        "      <module> (x.py:9)",
    ]


def test_a_reader_that_points_at_a_frame_gets_the_whole_path() -> None:
    frame = Frame(function="<b>", file='/tmp/"x".py', line=3)

    def page(frames: list[Frame]) -> Elements:
        return Elements(as_html(made_up(evidence=[Thread(pid=7, tid=7, state="S", stack=frames)])))

    shown = page([frame])
    assert '<b> ("x".py:3)' in shown.text
    assert [given for given in shown.named("span") if "title" in given] == [{"title": '/tmp/"x".py'}]
    # A long stack is cut, and its paths before it: they are not seen anyway.
    flood = page([frame] * 1_000)
    assert flood.text.count('<b> ("x".py:3)') == 100
    assert 10 < len([given for given in flood.named("span") if "title" in given]) < 50
    assert "⋯" in flood.text


def test_a_thread_without_a_stack_has_one_row() -> None:
    for stack in (None, []):
        shown = Elements(as_html(made_up(evidence=[Thread(pid=7, tid=7, state="S", stack=stack)])))
        assert len(shown.named("tr")) == 2
