"""Where everything of a wait-for graph stands, in pixels from the top left corner; nothing is drawn here.

The graph has two lanes. In the one stand the threads, each in its process's frame, in the order in which the waits lead
from one to the next; in the other, opposite the thread that waits for it, each thing. So the arrow to a thing is
straight, the arrow from it goes to the neighbour, and what leads elsewhere runs beyond the things, on a track of its
own. Few threads stand side by side, with their things below them; many stand one below another, with their things on
their right: the same arrangement, turned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from scripts.lab.show.evidence import processes as named
from scripts.lab.show.figures.canvas import BROAD
from scripts.lab.show.figures.text import Style, height, width, wrapped
from scripts.lab.show.wait_graph.model import Arrow, Process, Thing, Waiter, WaitFor
from scripts.lab.show.wait_graph.words import ghost, left_out

_MOST_OUTSIDE = 3
# As many for each seat, or those that are on no ring are left out.
_MOST_ARROWS = 3

# How far an arrow's tip stands from a seat's beginning, and how far its thing does.
_PORT_BESIDE, _THING_BESIDE = 13.0, 30.0
_PORT_BELOW, _THING_BELOW = 11.0, 22.0
_TRACK = 9.0
_ICON = 16.0


HEADING = Style(13, bold=True)
SUBHEADING = Style(11, "soft")
NAME = Style(12, bold=True)
WHERE = Style(11.5)
ASIDE = Style(11, "soft")
CODE = Style(10.5, "soft", mono=True)
MISSING = Style(12, "deadlocked", bold=True)
MISSING_WHO = Style(11.5, "deadlocked")
OUTSIDE = Style(12, "soft", bold=True)


@dataclass(frozen=True)
class Words:
    """One line of text; x and y are its left end and its middle."""

    x: float
    y: float
    text: str
    style: Style

    @property
    def box(self) -> "Box":
        """Return the room that it takes, by the widest font that it may be shown in."""
        half = self.style.size * 0.58
        return Box(self.x, self.y - half, width(self.text, self.style), 2 * half)


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of its lower side."""
        return self.y + self.height


@dataclass(frozen=True)
class Shape:
    """Something with an outline. kind: process, waiter, thing, ghost, outside, unseen. many: it stands for several."""

    kind: str
    box: Box
    many: bool = False


@dataclass(frozen=True)
class Icon:
    """A small sign; its kind is a Thing's kind, or "limit" for a clock beside another thing."""

    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Route:
    """An arrow's way through right angles. kind: waits, ends, closes or ghost. tip: whether it has a head."""

    kind: str
    points: tuple[tuple[float, float], ...]
    tip: bool = True


@dataclass
class Layout:
    """Everything that is to be drawn."""

    width: float = 0.0
    height: float = 0.0
    shapes: list[Shape] = field(default_factory=list)
    icons: list[Icon] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


@dataclass
class _Seat:
    """A place in the lane of threads: a waiter, a ghost, somebody outside, or a process that was not looked into."""

    id: str
    kind: str
    text: list[tuple[str, Style]]
    process: Process | None
    many: bool = False
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    frame: Box = field(default_factory=lambda: Box(0, 0, 0, 0))


@dataclass
class _Slot:
    """A thing, the number of the seat that it stands opposite to, and its words."""

    thing: Thing
    seat: int
    text: list[tuple[str, Style]]
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))


def layout(graph: WaitFor, room: float) -> Layout:
    """Return a graph laid out in at most `room` pixels of width."""
    seats = _seats(graph)
    beside = len(seats) <= (3 if room >= BROAD else 2)
    page = (_Beside if beside else _Below)(graph, seats, room).made()
    _at_the_side(graph, page, room)
    return page


def _seats(graph: WaitFor) -> list[_Seat]:
    seats = []
    for process in graph.processes:
        ghost_to_come = process.ghost
        many = len(process.pids) > 1
        for waiter in process.waiters:
            seats.append(_Seat(waiter.id, "waiter", _waiter_text(waiter), process, len(waiter.tids) > 1 or many))
            thing = graph.things.get(waiter.thing or "")
            if ghost_to_come and thing and thing.ghost:
                text = [("its owner?", MISSING), (ghost(thing.ghost), MISSING_WHO)]
                if not any(arrow.to.startswith("thread:") for arrow in graph.ends(thing.key)):
                    text.append(("or the thread that waits, itself", ASIDE))
                seats.append(_Seat(f"ghost:{process.pids[0]}", "ghost", text, process))
                ghost_to_come = False
        if not process.waiters:
            seats.append(_Seat(process.id, "unseen", [("threads not seen", ASIDE)], process))
    for name in graph.outside[:_MOST_OUTSIDE]:
        seats.append(_Seat(f"outside:{name}", "outside", [(name, ASIDE)], None))
    return seats


def _waiter_text(waiter: Waiter) -> list[tuple[str, Style]]:
    text = [(waiter.name, NAME)]
    if waiter.where:
        text.append((waiter.where, WHERE))
    if waiter.called_in:
        text.append((f"called in {waiter.called_in}", ASIDE))
    if waiter.instead:
        text.append((waiter.instead, ASIDE))
    return text


def _thing_text(graph: WaitFor, thing: Thing) -> list[tuple[str, Style]]:
    code = CODE if thing.kind in ("lock", "file-lock") else ASIDE
    text = [(thing.name, NAME), *((line, code) for line in thing.detail)]
    if thing.own:
        text.append(("each its own", ASIDE))
    if thing.private and any(arrow.to.startswith("process:") for arrow in graph.ends(thing.key)):
        text.append(("all threads wait for it" if thing.all_wait else "for another thread to release", ASIDE))
    if thing.held_by and not graph.ends(thing.key):
        text.append((f"{named(thing.held_by)}, not shown", ASIDE))
    if thing.but:
        text.append((f"but {thing.but}", ASIDE))
    return text


# Both ways to stand


class _Standing:
    """What is the same whether threads stand side by side or one below another."""

    port = _PORT_BESIDE

    def __init__(self, graph: WaitFor, seats: list[_Seat], room: float) -> None:
        self.graph = graph
        self.seats = seats
        self.room = room
        self.page = Layout()
        # Where everybody holds everything, a ring is all that can be seen.
        self.crowded = len(graph.arrows) > _MOST_ARROWS * len(seats)
        self.slots = self._slots()
        self.tracks = self._tracks()

    def _slots(self) -> list[_Slot]:
        at = {seat.id: number for number, seat in enumerate(self.seats)}
        slots = []
        for key in dict.fromkeys(waiter.thing for waiter in self.graph.waiters if waiter.thing):
            waiting = sorted(at[waiter.id] for waiter in self.graph.waiting_for(key))
            thing = self.graph.things[key]
            text = _thing_text(self.graph, thing)
            if left := len(self.graph.ends(key)) - len(self._arrows(key)):
                text.append((f"{left} more could end the wait", ASIDE))
            slots.append(_Slot(thing, waiting[(len(waiting) - 1) // 2], text))
        return slots

    def _arrows(self, thing: str) -> list[Arrow]:
        """Return the arrows from a thing that are drawn."""
        arrows = self.graph.ends(thing)
        if not self.crowded or len(arrows) < 3:
            return arrows
        return [arrow for arrow in arrows if arrow.on_ring][:2] or arrows[:1]

    def _target(self, slot: _Slot, arrow: Arrow) -> tuple[int, bool]:
        """Return the number of the seat that an arrow leads to, and whether it ends at the frame around it."""
        if arrow.to.startswith("process:"):
            inside = [n for n, seat in enumerate(self.seats) if seat.process and seat.process.id == arrow.to]
            nearest = [n for n in inside if n in (slot.seat, slot.seat + 1)]
            return (nearest or inside)[0], True
        return next(n for n, seat in enumerate(self.seats) if seat.id == arrow.to), False

    def _tracks(self) -> dict[str, int]:
        """Give each thing with an arrow to no neighbour a track where it meets no other, the shortest ones nearest."""
        spans = []
        for slot in self.slots:
            ends = [self._target_or_none(slot, arrow)[0] for arrow in self._arrows(slot.thing.key)]
            far = [seat for seat in ends if seat is not None and seat not in (slot.seat, slot.seat + 1)]
            if far:
                since, until = min(slot.seat, *far), max(slot.seat, *far)
                spans.append((until - since, since, until, slot.thing.key))
        tracks: list[list[tuple[int, int]]] = []
        found = {}
        for _, since, until, key in sorted(spans):
            free = (n for n, track in enumerate(tracks) if all(until < a or b < since for a, b in track))
            number = next(free, len(tracks))
            tracks += [[]] if number == len(tracks) else []
            tracks[number].append((since, until))
            found[key] = number
        return found

    def _inner(self) -> list[str]:
        """Return the things for which threads wait that do not stand opposite to them."""
        return [slot.thing.key for slot in self.slots if len(self.graph.waiting_for(slot.thing.key)) > 1]

    def made(self) -> Layout:
        """Return the layout."""
        self.place()
        for slot in self.slots:
            self._thing(slot)
            self._waits(slot)
            self._ends(slot)
        for seat in self.seats:
            if seat.process:
                self.page.shapes.append(Shape(seat.kind, seat.box, seat.many))
        self._reach()
        return self.page

    def _thing(self, slot: _Slot) -> None:
        self.page.shapes.append(Shape("thing", slot.box, slot.thing.own))
        x, y = slot.box.x + 9, slot.box.y + 6
        self.page.icons.append(Icon(slot.thing.kind, x, y))
        y = self._write(slot.text, x + _ICON + 6, y, slot.box.right - x - _ICON - 12)
        limit = _limit_of(slot.thing)
        if limit:
            self.page.icons.append(Icon("limit", x, y - 0.5))
            self._write([(limit, ASIDE)], x + _ICON + 6, y, slot.box.right - x - _ICON - 12)

    def _waits(self, slot: _Slot) -> None:
        at = {seat.id: number for number, seat in enumerate(self.seats)}
        inner = self._inner()
        for waiter in self.graph.waiting_for(slot.thing.key):
            number = at[waiter.id]
            lane = inner.index(slot.thing.key) if slot.thing.key in inner else 0
            self.page.routes.append(Route("waits", self.way_to_thing(slot, number, lane)))

    def _ends(self, slot: _Slot) -> None:
        for arrow in self._arrows(slot.thing.key):
            number, frame = self._target_or_none(slot, arrow)
            if number is None:
                continue
            frame = frame or self.seats[number].process is None
            kind = "ghost" if arrow.to.startswith("ghost:") else "closes" if arrow.closes else "ends"
            self.page.routes.append(Route(kind, self.way_from_thing(slot, number, frame)))

    def _target_or_none(self, slot: _Slot, arrow: Arrow) -> tuple[int | None, bool]:
        try:
            return self._target(slot, arrow)
        except (StopIteration, IndexError):  # one of too many outside
            return None, False

    def _write(self, text: Sequence[tuple[str, Style]], x: float, y: float, room: float) -> float:
        """Put lines below each other from y on and return where they end."""
        for words, style in text:
            for line in wrapped(words, style, room):
                self.page.words.append(Words(x, y + style.step / 2, line, style))
                y += style.step
        return y

    def _thing_size(self, slot: _Slot, room: float) -> tuple[float, float]:
        text = list(slot.text)
        limit = _limit_of(slot.thing)
        if limit:
            text.append((limit, ASIDE))
        inside = room - _ICON - 21
        wide = max(width(line, style) for words, style in text for line in wrapped(words, style, inside))
        return min(room, wide + _ICON + 24), max(height(text, inside), _ICON) + 12

    def _frame(self, process: Process | None, box: Box) -> None:
        many = process is not None and len(process.pids) > 1
        self.page.shapes.append(Shape("process" if process else "beyond", box, many))

    def _heading(self, process: Process | None, x: float, y: float, room: float) -> float:
        return self._write(_heading(process), x, y, room)

    def _reach(self) -> None:
        boxes = [shape.box for shape in self.page.shapes] + [words.box for words in self.page.words]
        points = [point for route in self.page.routes for point in route.points]
        self.page.width = max([box.right for box in boxes] + [x + 3 for x, _ in points])
        self.page.height = max([box.bottom for box in boxes] + [y + 3 for _, y in points])

    def place(self) -> None:
        """Give every seat, frame and thing its box."""
        raise NotImplementedError

    def way_to_thing(self, slot: _Slot, number: int, lane: int) -> tuple[tuple[float, float], ...]:
        """Return the way from a seat to what it waits for."""
        raise NotImplementedError

    def way_from_thing(self, slot: _Slot, number: int, frame: bool) -> tuple[tuple[float, float], ...]:
        """Return the way from a thing to the seat, or the frame, of who could end the wait."""
        raise NotImplementedError

    def _frames(self) -> list[list[_Seat]]:
        frames: list[list[_Seat]] = []
        for seat in self.seats:
            if frames and frames[-1][0].process is seat.process:
                frames[-1].append(seat)
            else:
                frames.append([seat])
        return frames


class _Beside(_Standing):
    """Threads side by side, things below them."""

    def place(self) -> None:
        frames = self._frames()
        pad, gap, apart = (9.0, 18.0, 12.0) if self.room >= BROAD else (7.0, 14.0, 9.0)
        beside = _THING_BESIDE if self.room >= BROAD else _THING_BESIDE - 4
        spare = 2 + 2 * pad * len(frames) + gap * (len(frames) - 1) + apart * (len(self.seats) - len(frames))
        seat_width = min((self.room - spare) / len(self.seats), 264.0)
        head = max(height(_heading(frame[0].process), len(frame) * (seat_width + apart) - apart) for frame in frames)
        top = 1 + 7 + head + 5
        tall = max(height(seat.text, seat_width - 18) for seat in self.seats) + 13
        x = 1.0
        for frame in frames:
            wide = len(frame) * (seat_width + apart) - apart + 2 * pad
            box = Box(x, 1, wide, top + tall + pad - 1)
            process = frame[0].process
            self._frame(process, box)
            self._heading(process, x + pad + 1, 8, wide - 2 * pad)
            for number, seat in enumerate(frame):
                seat.box = Box(x + pad + number * (seat_width + apart), top, seat_width, tall)
                seat.frame = box
                self._write(seat.text, seat.box.x + 9, top + 6, seat_width - 18)
            x += wide + gap
        self.inner_from = top + tall + pad + 13
        things_from = self.inner_from + 17 + _TRACK * len(self._inner())
        for slot in self.slots:
            seat = self.seats[slot.seat]
            wide, high = self._thing_size(slot, seat_width - beside)
            slot.box = Box(seat.box.x + beside, things_from, wide, high)
        self.beyond = max((slot.box.bottom for slot in self.slots), default=things_from - 30) + 14

    def way_to_thing(self, slot: _Slot, number: int, lane: int) -> tuple[tuple[float, float], ...]:
        seat, end = self.seats[number].box, slot.box.x + slot.box.width / 2
        if number == slot.seat:
            return (end, seat.bottom), (end, slot.box.y)
        start = seat.x + seat.width / 2
        track = self.inner_from + lane * _TRACK
        return (start, seat.bottom), (start, track), (end, track), (end, slot.box.y)

    def way_from_thing(self, slot: _Slot, number: int, frame: bool) -> tuple[tuple[float, float], ...]:
        seat, box = self.seats[number], slot.box
        port = seat.box.x + self.port
        tip = (port, seat.frame.bottom if frame else seat.box.bottom)
        middle = box.y + box.height / 2
        if number == slot.seat:
            return (box.x, middle), (port, middle), tip
        if number == slot.seat + 1:
            return (box.right, middle), (port, middle), tip
        start, track = box.x + box.width / 2, self.beyond + self.tracks[slot.thing.key] * _TRACK
        return (start, box.bottom), (start, track), (port, track), tip


class _Below(_Standing):
    """Threads one below another, things on their right."""

    port = _PORT_BELOW

    def place(self) -> None:
        broad = self.room >= BROAD
        pad, gap = (9.0, 14.0) if broad else (6.0, 12.0)
        between = (38.0 if broad else 22.0) + _TRACK * max(0, len(self._inner()) - 1)
        self.track = _TRACK if broad else 6.0
        beyond = 12 + self.track * (max(self.tracks.values()) + 1) if self.tracks else 4.0
        lanes = self.room - 2 - 2 * pad - between - beyond
        seat_width = min(lanes * 0.62, 380.0) if broad else min(lanes * 0.57, lanes - 132)
        thing_room = min(lanes - seat_width, 250.0)
        things_from = 1 + 2 * pad + seat_width + between
        y, reach = 1.0, 0.0
        for frame in self._frames():
            process, start = frame[0].process, y
            y = self._heading(process, 1 + pad + 1, y + 7, seat_width) + 5
            for seat in frame:
                number = self.seats.index(seat)
                slots = [slot for slot in self.slots if slot.seat == number]
                sizes = [self._thing_size(slot, thing_room) for slot in slots]
                high = max([height(seat.text, seat_width - 18) + 13, *(_THING_BELOW + tall for _, tall in sizes)])
                seat.box = Box(1 + pad, y, seat_width, high)
                self._write(seat.text, seat.box.x + 9, y + 6, seat_width - 18)
                for slot, (wide, tall) in zip(slots, sizes, strict=True):
                    slot.box = Box(things_from, y + _THING_BELOW, wide, tall)
                    reach = max(reach, slot.box.right)
                y += high + 10
            y += pad - 10
            box = Box(1, start, seat_width + 2 * pad, y - start)
            self._frame(process, box)
            for seat in frame:
                seat.frame = box
            y += gap
        self.inner_from = 1 + 2 * pad + seat_width + (11 if broad else 7)
        self.beyond = reach + 10

    def way_to_thing(self, slot: _Slot, number: int, lane: int) -> tuple[tuple[float, float], ...]:
        seat, end = self.seats[number].box, slot.box.y + slot.box.height / 2
        if number == slot.seat:
            return (seat.right, end), (slot.box.x, end)
        start = seat.y + seat.height / 2
        track = self.inner_from + lane * _TRACK
        return (seat.right, start), (track, start), (track, end), (slot.box.x, end)

    def way_from_thing(self, slot: _Slot, number: int, frame: bool) -> tuple[tuple[float, float], ...]:
        seat, box = self.seats[number], slot.box
        port = seat.box.y + self.port
        tip = (seat.frame.right if frame else seat.box.right, port)
        middle = box.x + min(box.width / 2, 40.0)
        if number == slot.seat:
            return (middle, box.y), (middle, port), tip
        if number == slot.seat + 1:
            return (middle, box.bottom), (middle, port), tip
        start, track = box.y + box.height / 2, self.beyond + self.tracks[slot.thing.key] * self.track
        return (box.right, start), (track, start), (track, port), tip


def _heading(process: Process | None) -> list[tuple[str, Style]]:
    if process is None:
        return [("outside the program", OUTSIDE)]
    text = [(process.name, HEADING)]
    if len(process.pids) > 1:
        text.append((f"{process.pids[0]} … {process.pids[-1]}", SUBHEADING))
    if process.role:
        text.append((process.role, SUBHEADING))
    if process.fork_of:
        text.append((f"forked from process {process.fork_of}", SUBHEADING))
    return text


def _limit_of(thing: Thing) -> str:
    if thing.kind == "time":
        return ""
    return {False: "time limit", None: "time limit not known", True: ""}[thing.unlimited]


# Below the lanes


def _at_the_side(graph: WaitFor, page: Layout, room: float) -> None:
    y = page.height + 12
    for process in graph.helpers:
        lines = wrapped(_helper_told(graph, process), ASIDE, room - 30)
        page.shapes.append(Shape("helper", Box(2, y + 1, 14, 12)))
        for line in lines:
            page.words.append(Words(24, y + ASIDE.step / 2, line, ASIDE))
            y += ASIDE.step
        y += 3
        page.width = max(page.width, 26 + max(width(line, ASIDE) for line in lines))
    if more := left_out(graph):
        page.words.append(Words(2, y + ASIDE.step / 2, f"⋯ {more}", ASIDE))
        y += ASIDE.step
        page.width = max(page.width, 4 + width(f"⋯ {more}", ASIDE))
    page.height = y - 12 if y == page.height + 12 else y


def _helper_told(graph: WaitFor, process: Process) -> str:
    name = f"{process.role}, {process.name}" if process.role else process.name
    (waiter,) = process.waiters
    if waiter.ended:
        return f"{name}: {waiter.instead}"
    thing = graph.things[waiter.thing or ""]
    parts = f" ({', '.join(thing.detail)})" if thing.kind == "any-of" and thing.detail else ""
    held = f", held by {named(thing.held_by)}" if thing.held_by else ""
    return f"{name}: reads {thing.name}{parts}{held}"
