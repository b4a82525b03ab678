"""The table of evidence: each thread, what it waits for, and its Python stack."""

from collections.abc import Sequence
from textwrap import indent
from typing import TYPE_CHECKING, NamedTuple

from scripts.lab.show import evidence
from scripts.lab.show.paths import relative
from scripts.lab.show.printed import clean, counted

if TYPE_CHECKING:
    from scripts.lab.records.evidence import Frame, Thread

# A page is no archive: a program with ten thousand threads is shown by its first ones.
MOST_THREADS = 40
_MOST_OF_A_STACK = 1_500
_MOST_OF_ITS_PATHS = 900
_MOST_OF_ALL_PATHS = 16_000
_NONE = "–"

_STATES = {
    "R": "running",
    "S": "sleeping",
    "D": "in uninterruptible sleep",
    "T": "stopped",
    "t": "traced",
    "Z": "ended, not reaped",
}

_GIL = {"holds": "holds the GIL", "waits": "waits for the GIL"}


def cells(thread: "Thread") -> dict[str, str]:
    """Return a thread as the words of a row, by the heading of the column."""
    return {
        "process": str(thread.pid),
        "thread": str(thread.tid) + (f" ({clean(thread.python_name)})" if thread.python_name else ""),
        # The kernel's letter alone says little.
        "state": _state(thread),
        "call": clean(thread.call or "") or _NONE,
        "waits for": _waits_for(thread),
    }


def _waits_for(thread: "Thread") -> str:
    if thread.waits_for is None:
        return _NONE
    words = evidence.wait(thread.waits_for)
    return f"{clean(thread.waits_in)}: {words}" if thread.waits_in else words


def _state(thread: "Thread") -> str:
    state = _STATES.get(thread.state) or clean(thread.state) or _NONE
    gil = _GIL.get(thread.gil or "")
    return f"{state}, {gil}" if gil else state


def as_lines(thread: "Thread") -> str:
    """Return a thread as lines for a terminal."""
    lines = ["  " + " · ".join(f"{title} {words}" for title, words in cells(thread).items())]
    if thread.wait_channel:
        lines.append(f"      sleeps in the kernel's {clean(thread.wait_channel)}")
    if thread.stack:
        lines.append(indent(evidence.stack(thread.stack), "      "))
    return "\n".join(lines)


class ShownFrame(NamedTuple):
    """A frame on a page: its line, and the whole path for a reader that points at it."""

    words: str
    path: str = ""


class ShownThreads(NamedTuple):
    """What threads.html is given."""

    columns: list[str]
    rows: list[tuple[list[str], list[ShownFrame]]]
    """Of each thread the words of its row, and its stack."""
    more: str
    """How many are not shown; empty where all are."""


def on_a_page(threads: "Sequence[Thread]") -> ShownThreads | None:
    """Return the table of some threads; None where there are none."""
    if not threads:
        return None
    shown = threads[:MOST_THREADS]
    most_of_its_paths = min(_MOST_OF_ITS_PATHS, _MOST_OF_ALL_PATHS // len(shown))
    return ShownThreads(
        columns=list(cells(threads[0])),
        rows=[(list(cells(one).values()), _frames(one.stack, most_of_its_paths)) for one in shown],
        more=more(threads),
    )


def more(threads: "Sequence[Thread]") -> str:
    """Say how many threads are too many to be shown; empty where none is."""
    left_out = len(threads) - MOST_THREADS
    return f"and {counted(left_out, 'thread')} more" if left_out > 0 else ""


def _frames(stack: "Sequence[Frame] | None", most_of_its_paths: int) -> list[ShownFrame]:
    """Return as much of a stack as a card should carry.

    The first frames have their file's whole path; in all of them it would be most of a card.
    """
    shown, length, paths = [], 0, 0
    for one in stack or ():
        words, path = evidence.frame(one), relative(clean(one.file or "–"))
        length += len(words) + 1
        if length > _MOST_OF_A_STACK:
            shown.append(ShownFrame("⋯"))
            break
        paths += len('<span title=""></span>') + len(path)
        shown.append(ShownFrame(words, path if paths < most_of_its_paths else ""))
    return shown
