"""What happened in a run, from top to bottom, with a column for each process."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import DASHED, Canvas, figure
from scripts.lab.show.printed import clean

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

_DOT = 9
_MOST_QUOTED_LINES = 6


@dataclass(frozen=True)
class Event:
    """A moment of a run: a line that one of its processes printed.

    process: its column. seen: a mark's name or a fragment of a printed line; a run without it has no such
    moment. says: words to put above that line, which is quoted in any case. to: the process that this one
    reaches there (starts, wakes, hands something to). kind: a colour, one of canvas.COLOURS.
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

    Raises InvalidRequest if the run printed nothing of the kind, or in another order: no picture shows what did
    not happen.
    """
    if not events:
        raise InvalidRequest("a timeline needs events")
    found = [_find(run, event) for event in events]
    _check_order(found)
    names = list(dict.fromkeys(name for event in events for name in (event.process, event.to) if name))
    return figure(lambda canvas: _draw(canvas, names, found), _alt(run, names, found), caption)


def _find(run: "Run", event: Event) -> _Found:
    for number, mark in enumerate(run.marks):
        if mark.name == event.seen:
            return _Found(event, f"mark: {event.seen}", f"{mark.seconds:.2f} s", ("marks", number))
    for stream, text in (("stdout", run.stdout), ("stderr", run.stderr)):
        for number, line in enumerate(clean(text).splitlines()):
            if event.seen in line:
                return _Found(event, line.strip(), "", (stream, number))
    raise InvalidRequest(f"{event.seen!r} is nothing that this run of {run.demo or run.path} printed")


def _check_order(found: Sequence[_Found]) -> None:
    # Lines of several processes reach a pipe when each of them flushes: only those of one process are sure to
    # come in order, and only in one stream. Marks are: each waits for the guard.
    last: dict[tuple[str, str], _Found] = {}
    for one in found:
        stream, number = one.place
        lane = (stream, "" if stream == "marks" else one.event.process)
        if lane in last and number < last[lane].place[1]:
            raise InvalidRequest(f"the run has {one.event.seen!r} before {last[lane].event.seen!r}, not after it")
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


def _draw(canvas: Canvas, names: Sequence[str], found: Sequence[_Found]) -> float:
    text, size = canvas.text, canvas.text.size
    column = (canvas.width - 2) / len(names)
    lane = {name: _DOT + column * place for place, name in enumerate(names)}
    for name in names:
        canvas.write(lane[name] - _DOT + 1, 0.7 * size, name, canvas.bold)
    alive = {found[0].event.process: 2.2 * size}
    top = 3.1 * size
    for one in found:
        event, x = one.event, lane[one.event.process]
        alive.setdefault(event.process, top)
        says, words = replace(text, colour=event.kind), x + _DOT + 4
        room = column - 2 * _DOT - 8
        y = top - text.step / 2
        y = canvas.paragraph(words, y, event.says, says, room) if event.says else y
        y = canvas.paragraph(words, y, one.line, canvas.code, room, _MOST_QUOTED_LINES)
        y = canvas.paragraph(words, y, one.when, canvas.code, room) if one.when else y
        below = y + 0.95 * size
        if event.to:
            # Dashed where the process that did it has ended: the news of an end.
            canvas.arrow([(x, below), (lane[event.to], below)], "soft", dashes=DASHED if event.ends else ())
            alive.setdefault(event.to, below)
        if event.ends:
            canvas.line([(x, alive.pop(event.process)), (x, top)], "soft")
            if event.to:
                canvas.line([(x, top), (x, below)], "soft", dashes=DASHED)
        # An end is a cross, not only another colour.
        canvas.marker(x, top, *(("X", 11) if event.ends else ("o", 8)), event.kind)
        top = y + (2.2 if event.to else 1.0) * size + text.step / 2
    height = top - 0.1 * size
    for name, since in alive.items():
        canvas.line([(lane[name], since), (lane[name], height - 2)], "soft")
    return height
