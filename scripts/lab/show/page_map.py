"""A process's memory as a picture, page by page: what it shares with its parent, and what has become its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from math import ceil
from re import findall
from typing import TYPE_CHECKING, Any

from scripts.lab.errors import Senseless
from scripts.lab.memory.page_map import ABSENT, OWN, PAGE_BYTES, SHARED, SWAPPED
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figure import COLOURS, figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scripts.lab.records.run import Run

_BROAD, _NARROW = 700, 350  # pixels
_GAP = 24
_CELL = 7
_MOST_ROWS = {_BROAD: 24, _NARROW: 15}
_SIZE = 12
_TEXT_COLUMNS, _TEXT_ROWS = 64, 12
_COLOUR = {OWN: COLOURS["failed"], SHARED: COLOURS["shared"]}
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

    Raises Senseless for a mark that the run has not, or has without pages, and where it is not clear whose.
    """
    if not marks:
        raise Senseless("a page map needs at least one of the run's marks")
    moments = _aligned([_find(run, name, pid) for name in marks])
    if not moments[0].letters:
        raise Senseless(f"process {moments[0].pid} had no memory of its own at {marks[0]!r}")
    broad, narrow = (_draw(moments, width) for width in (_BROAD, _NARROW))
    alt = _alt(run, moments)
    shown = figure(broad, alt, caption, narrow)
    return Displayable(shown.html, "\n\n".join([shown.text, *map(_as_text, moments)]))


def _find(run: "Run", name: str, pid: int | None) -> tuple[str, int, list[dict[str, Any]]]:
    """Give a mark's name, whose pages are meant, and that process's mappings then."""
    found = [mark for mark in run.marks if mark["name"] == name]
    if not found:
        names = ", ".join(repr(mark["name"]) for mark in run.marks) or "none"
        raise Senseless(f"the run of {run.demo or run.path} has no mark {name!r}; it has {names}")
    if not found[0].get("pages"):
        raise Senseless(f"nobody looked at the pages at {name!r}: it takes run(…, pages=True), on Linux")
    by_pid = {one["pid"]: one["mappings"] for one in found[0]["pages"]}
    others = [pid] if pid is not None else [one for one in by_pid if one != run.pid]
    if len(others) != 1 or others[0] not in by_pid:
        raise Senseless(f"whose pages at {name!r}? give pid, one of {', '.join(map(str, by_pid))}")
    return name, others[0], by_pid[others[0]]


def _aligned(found: Sequence[tuple[str, int, list[dict[str, Any]]]]) -> list[_Moment]:
    """Lay the moments over each other: what stands at the same place in all of them is the same page."""
    pieces = [
        [(int(one["start"], 16) // PAGE_BYTES, _letters(one["runs"])) for one in mappings if one["runs"]]
        for _name, _pid, mappings in found
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
    # A page that is there at no moment, such as the unused part of a stack, is no news.
    absent = ord(ABSENT)
    kept = [any(letter != absent for letter in page) for page in zip(*laid, strict=True)]
    return [
        _Moment(name, pid, bytes(compress(letters, kept)))
        for (name, pid, _mappings), letters in zip(found, laid, strict=True)
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


def _draw(moments: Sequence[_Moment], width: int) -> "Figure":
    """Draw in pixels from the top left corner, so that one unit is one pixel of the page."""
    from matplotlib.figure import Figure

    beside = 2 if width == _BROAD and len(moments) > 1 else 1
    columns = (width - (beside - 1) * _GAP) // beside // _CELL
    pages = len(moments[0].letters)
    in_cell = ceil(pages / (columns * _MOST_ROWS[width]))
    rows = ceil(ceil(pages / in_cell) / columns)
    head, high = 2.9 * _SIZE, rows * _CELL
    levels = ceil(len(moments) / beside)
    height = levels * (head + high + _SIZE) + 1.9 * _SIZE * (1 if width == _BROAD else 2)
    drawn = Figure(figsize=(width / 72, height / 72), dpi=72)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")

    for number, moment in enumerate(moments):
        left = number % beside * (columns * _CELL + _GAP)
        top = number // beside * (head + high + _SIZE)
        _write(axes, left, top + 0.9 * _SIZE, moment.name, weight="bold")
        _write(axes, left, top + 2.2 * _SIZE, moment.words, colour=COLOURS["soft"])
        _lay(axes, moment.letters, in_cell, columns, left, top + head)
    x, y = 0.0, levels * (head + high + _SIZE) + 0.5 * _SIZE
    for letter, words in _LEGEND:
        axes.plot([x, x + _CELL + 3], [y, y], color=_COLOUR[letter], linewidth=_CELL + 3, solid_capstyle="butt")
        _write(axes, x + _CELL + 9, y + 0.36 * _SIZE, words)
        x += _CELL + 9 + 0.58 * _SIZE * len(words) + 20
    unit = f"one square: {in_cell} pages, {in_cell * PAGE_BYTES >> 10} KiB" if in_cell > 1 else "one square: one page"
    below = 0.0 if width == _BROAD else 1.8 * _SIZE
    _write(axes, x if not below else 0, y + 0.36 * _SIZE + below, unit, colour=COLOURS["soft"])
    return drawn


def _lay(axes: Any, letters: bytes, in_cell: int, columns: int, left: float, top: float) -> None:
    """Draw pages in rows of squares, in each as much of a colour as it has pages of the kind."""
    from matplotlib.path import Path

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
        points = [point for x, end, y in found for point in ((round(x, 1), y), (round(end, 1), y))]
        if points:
            path = Path(points, [Path.MOVETO, Path.LINETO] * len(found))
            _stroke(axes, path, _COLOUR[letter], _CELL - 1)
    # What makes squares of the strokes.
    rows = ceil(len(letters) / in_row)
    grid = [(left + column * _CELL - 0.5, top + end) for column in range(1, columns) for end in (0, rows * _CELL)]
    _stroke(axes, Path(grid, [Path.MOVETO, Path.LINETO] * (columns - 1)), COLOURS["paper"], 1)


def _stroke(axes: Any, path: Any, colour: str, width: float) -> None:
    from matplotlib.patches import PathPatch

    # A closed shape would be clipped and simplified; this is to come out as it went in.
    path.should_simplify = False
    axes.add_patch(PathPatch(path, facecolor="none", edgecolor=colour, linewidth=width, capstyle="butt", clip_on=False))


def _write(axes: Any, x: float, y: float, words: str, colour: str = COLOURS["ink"], weight: str = "normal") -> None:
    axes.text(x, y, words, size=_SIZE, color=colour, weight=weight, family="DejaVu Sans", parse_math=False)


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
