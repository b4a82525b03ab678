"""What happened in a run, from top to bottom, with a column for each process."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from scripts.lab.errors import Senseless
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figure import COLOURS, figure
from scripts.lab.show.printed import clean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scripts.lab.records.run import Run

_BROAD = 700
_NARROW = 350
_DOT = 9
_MOST_QUOTED_LINES = 6


@dataclass(frozen=True)
class Event:
    """A moment of a run: a line that one of its processes printed.

    process: its column. seen: a mark's name or a fragment of a printed line; a run without it has no such
    moment. says: words to put above that line, which is quoted in any case. to: the process that this one
    reaches there (starts, wakes, hands something to). kind: a colour, one of figure.COLOURS.
    ends: the process is no more after it.
    """

    process: str
    seen: str
    says: str = ""
    to: str = ""
    kind: str = "ink"
    ends: bool = False


@dataclass(frozen=True)
class _Found:
    """An event, and where the run has it: the line as printed, or the seconds at which the mark came."""

    event: Event
    line: str
    when: str
    place: tuple[str, int]


def timeline(run: "Run", *events: Event, caption: str = "") -> Displayable:
    """Return a picture of a run, a column per process, in the order in which the events are given.

    The columns come in the order in which the processes are first named.

    Raises Senseless if the run printed nothing of the kind, or in another order: no picture shows what did
    not happen.
    """
    if not events:
        raise Senseless("a timeline needs events")
    found = [_find(run, event) for event in events]
    _check_order(found)
    names = list(dict.fromkeys(name for event in events for name in (event.process, event.to) if name))
    broad, narrow = (_draw(names, found, width, size) for width, size in ((_BROAD, 13), (_NARROW, 12)))
    return figure(broad, _alt(run, names, found), caption, narrow)


def _find(run: "Run", event: Event) -> _Found:
    for number, mark in enumerate(run.marks):
        if mark["name"] == event.seen:
            return _Found(event, f"mark: {event.seen}", f"{mark['seconds']:.2f} s", ("marks", number))
    for stream, text in (("stdout", run.stdout), ("stderr", run.stderr)):
        for number, line in enumerate(clean(text).splitlines()):
            if event.seen in line:
                return _Found(event, line.strip(), "", (stream, number))
    raise Senseless(f"{event.seen!r} is nothing that this run of {run.demo or run.path} printed")


def _check_order(found: Sequence[_Found]) -> None:
    # Lines of several processes reach a pipe when each of them flushes: only those of one process are sure to
    # come in order, and only in one stream. Marks are: each waits for the guard.
    last: dict[tuple[str, str], _Found] = {}
    for one in found:
        stream, number = one.place
        lane = (stream, "" if stream == "marks" else one.event.process)
        if lane in last and number < last[lane].place[1]:
            raise Senseless(f"the run has {one.event.seen!r} before {last[lane].event.seen!r}, not after it")
        last[lane] = one


def _alt(run: "Run", names: Sequence[str], found: Sequence[_Found]) -> str:
    steps = []
    for number, one in enumerate(found, 1):
        event = one.event
        reached = f", reaching {event.to}" if event.to else ""
        when = f" after {one.when}" if one.when else ""
        words = f"{event.says} ({one.line})" if event.says else one.line
        end = f"; there {event.process} ends" if event.ends else ""
        steps.append(f"{number}. {event.process}{reached}{when}: {words}{end}.")
    columns = ", ".join(names)
    return f"Timeline of {run.demo or run.command}, a column for each of {columns}. {' '.join(steps)}"


@dataclass(frozen=True)
class _Block:
    """The words beside a dot, broken into lines: what is said, and below it what was printed."""

    said: list[str]
    quoted: list[str]


def _broken(one: _Found, width: float, size: float) -> _Block:
    # DejaVu Sans, by which this is measured, is wider than the fonts of most pages; every letter of a
    # monospaced font is 0.6 of its size.
    said = wrap(one.event.says, max(8, int(width / (0.56 * size))))
    quoted = wrap(one.line, max(8, int(width / (0.6 * _quote_size(size)))))
    if len(quoted) > _MOST_QUOTED_LINES:
        quoted = [*quoted[: _MOST_QUOTED_LINES - 1], "⋯"]
    return _Block(said, [*quoted, *([one.when] if one.when else [])])


def _quote_size(size: float) -> float:
    return 0.84 * size


def _draw(names: Sequence[str], found: Sequence[_Found], width: int, size: int) -> "Figure":
    """Draw in pixels from the top left corner, so that one unit is one pixel of the page."""
    from matplotlib.figure import Figure

    column = (width - 2) / len(names)
    lines_at = {name: _DOT + column * place for place, name in enumerate(names)}
    blocks = [_broken(one, column - 2 * _DOT - 8, size) for one in found]
    said_step, quoted_step, head = 1.35 * size, 1.35 * _quote_size(size), 2.6 * size
    heights = [
        said_step * len(block.said) + quoted_step * len(block.quoted) + (2.1 if one.event.to else 1.0) * size
        for block, one in zip(blocks, found, strict=True)
    ]
    height = head + sum(heights) + 0.4 * size
    drawn = Figure(figsize=(width / 72, height / 72), dpi=72)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")

    for name in names:
        _write(axes, lines_at[name] - _DOT + 1, 1.05 * size, name, size, weight="bold")
    alive = {found[0].event.process: head - 0.4 * size}
    top = head + 0.5 * size
    for one, block, high in zip(found, blocks, heights, strict=True):
        event, at = one.event, lines_at[one.event.process]
        alive.setdefault(event.process, top)
        below = top + high - 1.3 * size
        y = top
        for line in block.said:
            _write(axes, at + _DOT + 4, y + 0.36 * size, line, size, COLOURS[event.kind])
            y += said_step
        for line in block.quoted:
            _write(axes, at + _DOT + 4, y + 0.3 * size, line, _quote_size(size), COLOURS["soft"], mono=True)
            y += quoted_step
        if event.to:
            # Dashed where nobody is left who does it: the news of an end.
            _arrow(axes, at, lines_at[event.to], below, dashed=event.ends)
            alive.setdefault(event.to, below)
        if event.ends:
            _line(axes, at, alive.pop(event.process), top)
            if event.to:
                _line(axes, at, top, below, dashed=True)
        _dot(axes, at, top, event)
        top += high
    for name, since in alive.items():
        _line(axes, lines_at[name], since, height - 2)
    return drawn


def _write(
    axes: Any,
    x: float,
    y: float,
    words: str,
    size: float,
    colour: str = COLOURS["ink"],
    weight: str = "normal",
    mono: bool = False,
) -> None:
    family = "DejaVu Sans Mono" if mono else "DejaVu Sans"
    axes.text(x, y, words, size=size, color=colour, weight=weight, family=family, parse_math=False)


def _stroke(dashed: bool) -> dict[str, Any]:
    return {"color": COLOURS["soft"], "linewidth": 1.2, "linestyle": (0, (3, 2)) if dashed else "solid"}


def _line(axes: Any, x: float, since: float, until: float, dashed: bool = False) -> None:
    axes.plot([x, x], [since, until], zorder=1, solid_capstyle="butt", **_stroke(dashed))


def _arrow(axes: Any, start: float, end: float, y: float, dashed: bool = False) -> None:
    if dashed:  # an arrow's own dashes would run through its head
        axes.plot([start, end], [y, y], zorder=1, **_stroke(dashed))
        start = end + (5 if start > end else -5)
    style = {"arrowstyle": "-|>,head_width=0.22,head_length=0.45", "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (end, y), (start, y), arrowprops=style | _stroke(dashed=False), zorder=1)


def _dot(axes: Any, x: float, y: float, event: Event) -> None:
    # An end is a cross, not only another colour.
    marker, size = ("X", 11) if event.ends else ("o", 8)
    edge = COLOURS["paper"]
    colour = COLOURS[event.kind]
    axes.plot([x], [y], marker=marker, markersize=size, color=colour, markeredgecolor=edge, zorder=2)
