"""A process's memory as a picture, page by page: what it shares with its parent, and what has become its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from math import ceil
from re import findall
from typing import TYPE_CHECKING

from scripts.lab.errors import InvalidRequest
from scripts.lab.memory.page_map import ABSENT, OWN, PAGE_BYTES, SHARED, SWAPPED
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import Canvas, Entry, figure

if TYPE_CHECKING:
    from scripts.lab.records.memory import PageMap
    from scripts.lab.records.run import Run

_GAP = 24
_CELL = 7
_TEXT_COLUMNS, _TEXT_ROWS = 64, 12
_COLOUR = {OWN: "failed", SHARED: "shared"}
_LEGEND = ((SHARED, "shared with another process"), (OWN, "its own"))


@dataclass(frozen=True)
class _Moment:
    """A process at a mark: one letter of memory.page_map for each page of its private, writable memory."""

    name: str
    pid: int
    letters: bytes

    def mib(self, letter: str) -> float:
        return self.letters.count(letter.encode()) * PAGE_BYTES / (1 << 20)

    @property
    def words(self) -> str:
        """Say how much is its own, and how much shared."""
        swapped = f", {self.mib(SWAPPED):.1f} MiB in swap" if SWAPPED.encode() in self.letters else ""
        return f"{self.mib(OWN):.1f} MiB its own, {self.mib(SHARED):.1f} MiB shared{swapped}"


def page_map(run: "Run", *marks: str, pid: int | None = None, caption: str = "") -> Displayable:
    """Return a picture of a child's memory at each of the marks, by address; the same place is the same page.

    The run must have been made with pages=True. pid: whose memory; by default that of the one process that the program
    had at the mark besides itself. Shown is all memory that is private and may be written, where it is at all.

    Raises InvalidRequest for a mark that the run has not, or has without pages, and where it is not clear whose.
    """
    if not marks:
        raise InvalidRequest("a page map needs at least one of the run's marks")
    moments = _aligned([_find(run, name, pid) for name in marks])
    if not moments[0].letters:
        raise InvalidRequest(f"process {moments[0].pid} had no memory of its own at {marks[0]!r}")
    shown = figure(lambda canvas: _draw(canvas, moments), _alt(run, moments), caption)
    return Displayable(shown.html, "\n\n".join([shown.text, *map(_as_text, moments)]))


def _find(run: "Run", name: str, pid: int | None) -> tuple[str, "PageMap"]:
    """Give a mark's name, and the page map of the process that is meant."""
    mark = next((mark for mark in run.marks if mark.name == name), None)
    if not mark:
        names = ", ".join(repr(mark.name) for mark in run.marks) or "none"
        raise InvalidRequest(f"the run of {run.demo or run.path} has no mark {name!r}; it has {names}")
    if not mark.pages:
        raise InvalidRequest(f"no pages were read at {name!r}: it takes run(…, pages=True), on Linux")
    found = [one for one in mark.pages if (one.pid != run.pid if pid is None else one.pid == pid)]
    if len(found) != 1:
        raise InvalidRequest(
            f"whose pages at {name!r}? give pid, one of {', '.join(str(one.pid) for one in mark.pages)}"
        )
    return name, found[0]


def _aligned(found: Sequence[tuple[str, "PageMap"]]) -> list[_Moment]:
    """Lay the moments over each other: what stands at the same place in all of them is the same page."""
    pieces = [
        [(int(one.start, 16) // PAGE_BYTES, _letters(one.runs)) for one in pages.mappings if one.runs]
        for _name, pages in found
    ]
    stretches: list[list[int]] = []
    for start, end in sorted({(start, start + len(letters)) for piece in pieces for start, letters in piece}):
        if stretches and start <= stretches[-1][1]:
            stretches[-1][1] = max(end, stretches[-1][1])
        else:
            stretches.append([start, end])
    laid = []
    for piece in pieces:
        everything = b""
        for first, last in stretches:
            stretch = bytearray(ABSENT.encode() * (last - first))
            for start, letters in piece:
                if first <= start < last:
                    stretch[start - first : start - first + len(letters)] = letters
            everything += stretch
        laid.append(everything)
    # A page that is there at no moment, such as the unused part of a stack, shows nothing.
    absent = ord(ABSENT)
    kept = [any(letter != absent for letter in page) for page in zip(*laid, strict=True)]
    return [
        _Moment(name, pages.pid, bytes(compress(letters, kept)))
        for (name, pages), letters in zip(found, laid, strict=True)
    ]


def _letters(runs: str) -> bytes:
    """Write out what memory.page_map.runs has shortened."""
    return b"".join(int(number) * letter.encode() for number, letter in findall(r"(\d+)(\D)", runs))


def _alt(run: "Run", moments: Sequence[_Moment]) -> str:
    whose = dict.fromkeys(f"process {moment.pid}" for moment in moments)
    parts = [f"Page map of {' and '.join(whose)} in the run of {run.demo or run.command}."]
    parts += [f"At {moment.name!r}: {moment.words}." for moment in moments]
    for before, after in zip(moments, moments[1:], strict=False):
        if before.pid == after.pid:
            copied = sum(a == ord(SHARED) and b == ord(OWN) for a, b in zip(before.letters, after.letters, strict=True))
            parts.append(
                f"From {before.name!r} to {after.name!r}, {copied} pages that had been shared became its own, "
                f"{copied * PAGE_BYTES / (1 << 20):.1f} MiB."
            )
    return " ".join(parts)


def _draw(canvas: Canvas, moments: Sequence[_Moment]) -> float:
    size = canvas.text.size
    beside = 2 if canvas.is_broad and len(moments) > 1 else 1
    columns = int(canvas.width - (beside - 1) * _GAP) // beside // _CELL
    pages = len(moments[0].letters)
    in_cell = ceil(pages / (columns * (24 if canvas.is_broad else 15)))
    high = ceil(ceil(pages / in_cell) / columns) * _CELL
    head = 2.9 * size
    for number, moment in enumerate(moments):
        left = number % beside * (columns * _CELL + _GAP)
        top = number // beside * (head + high + size)
        canvas.write(left, top + 0.55 * size, moment.name, canvas.bold)
        canvas.write(left, top + 1.85 * size, moment.words, canvas.soft)
        _lay(canvas, moment.letters, in_cell, columns, left, top + head)
    y = ceil(len(moments) / beside) * (head + high + size) - 0.3 * size
    entries = [Entry(words, _square(canvas, letter), _CELL + 3.0) for letter, words in _LEGEND]
    unit = f"one square: {in_cell} pages, {in_cell * PAGE_BYTES >> 10} KiB" if in_cell > 1 else "one square: one page"
    right, below = canvas.legend(entries, y)
    if canvas.is_broad:
        canvas.write(right + 18, below - 0.875 * size, unit, canvas.soft)
        return below
    canvas.write(0, below + 0.875 * size, unit, canvas.soft)
    return below + 1.75 * size


def _square(canvas: Canvas, letter: str) -> Callable[[float, float], None]:
    side = _CELL + 3
    return lambda x, y: canvas.box(x, y - side / 2, side, side, fill=_COLOUR[letter])


def _lay(canvas: Canvas, letters: bytes, in_cell: int, columns: int, left: float, top: float) -> None:
    """Draw pages in rows of squares, in each as much of a colour as it has pages of the kind."""
    strokes: dict[str, list[list[float]]] = {SHARED: [], OWN: []}
    in_row = in_cell * columns
    for row, first in enumerate(range(0, len(letters), in_row)):
        y = top + (row + 0.5) * _CELL
        for column, start in enumerate(range(first, min(first + in_row, len(letters)), in_cell)):
            cell = letters[start : start + in_cell]
            x = left + column * _CELL
            own, shared = (cell.count(letter.encode()) / in_cell * _CELL for letter in (OWN, SHARED))
            # What is its own lies over what is there, and one stroke for many squares keeps the file small.
            for found, wide in ((strokes[SHARED], own + shared), (strokes[OWN], own)):
                if wide and found and found[-1][2] == y and abs(found[-1][1] - x) < 0.01:
                    found[-1][1] = x + wide
                elif wide:
                    found.append([x, x + wide, y])
    for letter, found in strokes.items():
        pairs = [((round(x, 1), y), (round(end, 1), y)) for x, end, y in found]
        canvas.strokes(pairs, _COLOUR[letter], _CELL - 1)
    # What makes squares of the strokes.
    bottom = top + ceil(len(letters) / in_row) * _CELL
    edges = [left + column * _CELL - 0.5 for column in range(1, columns)]
    canvas.strokes([((x, top), (x, bottom)) for x in edges], "paper", 1)


def _as_text(moment: _Moment) -> str:
    """Draw a moment with letters, for a terminal: a third of a square's pages must be its own to make it dark."""
    in_cell = ceil(len(moment.letters) / (_TEXT_COLUMNS * _TEXT_ROWS))
    signs = ""
    for start in range(0, len(moment.letters), in_cell):
        cell = moment.letters[start : start + in_cell]
        own = cell.count(OWN.encode()) / len(cell)
        signs += "█" if own > 2 / 3 else "▒" if own > 1 / 3 else "·" if SHARED.encode() in cell else " "
    lines = [signs[start : start + _TEXT_COLUMNS] for start in range(0, len(signs), _TEXT_COLUMNS)]
    return "\n".join([f"{moment.name}: {moment.words}", *lines])
