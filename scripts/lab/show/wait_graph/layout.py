"""Where everything of a wait graph stands, in pixels from the top left corner; nothing is drawn here.

There are two lanes. In the one stand the threads, each in its process's frame, in the order in which the waits lead
from one to the next. In the other stands each thing, opposite the thread that waits for it. So the arrow to a thing is
straight, the arrow from it goes to the neighbour, and what leads elsewhere runs beyond the things, on a track of its
own. Few threads stand side by side, with their things below them; many stand one below another, with their things on
their right: the same arrangement, turned.
"""

from scripts.lab.show.evidence import processes
from scripts.lab.show.figures.canvas import BROAD
from scripts.lab.show.figures.text import height, width, wrapped
from scripts.lab.show.wait_graph.model import Arrow, Process, Thing, WaitGraph
from scripts.lab.show.wait_graph.page import Box, Icon, Page, Point, Route, Shape
from scripts.lab.show.wait_graph.seats import ASIDE, Seat, Slot, heading_text, limit_of, seats_of, thing_text

# As many arrows for each seat, or those that are on no cycle are left out.
_MOST_ARROWS = 3
# How far an arrow's tip stands from a seat's beginning, and how far its thing does.
_PORT_BESIDE, _THING_BESIDE = 13.0, 30.0
_PORT_BELOW, _THING_BELOW = 11.0, 22.0
_TRACK = 9.0
_ICON = 16.0


def layout(graph: WaitGraph, room: float) -> Page:
    """Return a graph laid out in at most `room` pixels of width."""
    seats = seats_of(graph)
    beside = len(seats) <= (3 if room >= BROAD else 2)
    page = (_Beside if beside else _Below)(graph, seats, room).made()
    _add_helpers(graph, page, room)
    page.width = min(room, page.width + 2)
    return page


class _Lanes:
    """What is the same in both arrangements."""

    port = _PORT_BESIDE

    def __init__(self, graph: WaitGraph, seats: list[Seat], room: float) -> None:
        self.graph = graph
        self.seats = seats
        self.room = room
        self.page = Page()
        self.numbers = {seat.id: number for number, seat in enumerate(seats)}
        # Where every process holds everything, a cycle is all that can be seen.
        self.crowded = len(graph.arrows) > _MOST_ARROWS * len(seats)
        self.slots = [self._slot(graph.things[key]) for key in dict.fromkeys(one.thing for one in graph.waiters) if key]
        self.tracks = self._tracks()
        # The things for which threads wait that do not stand opposite to them.
        self.inner = [slot.thing.key for slot in self.slots if len(graph.waiting_for(slot.thing.key)) > 1]

    def _slot(self, thing: Thing) -> Slot:
        waiting = sorted(self.numbers[waiter.id] for waiter in self.graph.waiting_for(thing.key))
        text = thing_text(self.graph, thing)
        if left := len(self.graph.ends(thing.key)) - len(self._arrows(thing)):
            text.append((f"{left} more could end the wait", ASIDE))
        if limit := limit_of(thing):
            text.append((limit, ASIDE))
        return Slot(thing, waiting[(len(waiting) - 1) // 2], text)

    def _arrows(self, thing: Thing) -> list[Arrow]:
        """Return the arrows from a thing that are drawn."""
        arrows = self.graph.ends(thing.key)
        if not self.crowded or len(arrows) < 3:
            return arrows
        return [arrow for arrow in arrows if arrow.on_cycle][:2] or arrows[:1]

    def _target(self, slot: Slot, arrow: Arrow) -> int | None:
        """Return the number of the seat to which an arrow leads, or whose frame it leads to; None for one left out."""
        if not arrow.to.startswith("process:"):
            return self.numbers.get(arrow.to)
        inside = [n for n, seat in enumerate(self.seats) if seat.process and seat.process.id == arrow.to]
        return next((n for n in inside if n in (slot.seat, slot.seat + 1)), inside[0])

    def _tracks(self) -> dict[str, int]:
        """Give each thing with an arrow to no neighbour a track where it meets no other, the shortest ones nearest."""
        spans = []
        for slot in self.slots:
            ends = [self._target(slot, arrow) for arrow in self._arrows(slot.thing)]
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

    def made(self) -> Page:
        """Return the layout."""
        self.place()
        for slot in self.slots:
            self._thing(slot)
            self._waits(slot)
            self._ends(slot)
        for seat in self.seats:
            if seat.process:
                self.page.shapes.append(Shape(seat.kind, seat.box, seat.many))
        self.page.reach()
        return self.page

    def _thing(self, slot: Slot) -> None:
        self.page.shapes.append(Shape("thing", slot.box, slot.thing.is_one_of_many))
        x, y = slot.box.x + 9, slot.box.y + 6
        self.page.icons.append(Icon(slot.thing.kind, x, y))
        y = self.page.write(slot.text, x + _ICON + 6, y, slot.box.right - x - _ICON - 12)
        if limit_of(slot.thing):
            self.page.icons.append(Icon("limit", x, y - ASIDE.step - 0.5))

    def _waits(self, slot: Slot) -> None:
        lane = self.inner.index(slot.thing.key) if slot.thing.key in self.inner else 0
        for waiter in self.graph.waiting_for(slot.thing.key):
            self.page.routes.append(Route("waits", self.way_to_thing(slot, self.numbers[waiter.id], lane)))

    def _ends(self, slot: Slot) -> None:
        for arrow in self._arrows(slot.thing):
            number = self._target(slot, arrow)
            if number is not None:
                kind = "vanished" if arrow.to.startswith("vanished:") else "closes" if arrow.closes else "ends"
                to_frame = arrow.to.startswith("process:") or self.seats[number].process is None
                self.page.routes.append(Route(kind, self.way_from_thing(slot, number, to_frame)))

    def _thing_size(self, slot: Slot, room: float) -> tuple[float, float]:
        room -= 6 * slot.thing.is_one_of_many
        inside = room - _ICON - 21
        wide = max(width(line, style) for words, style in slot.text for line in wrapped(words, style, inside))
        return min(room, wide + _ICON + 24), max(height(slot.text, inside), _ICON) + 12

    def _frame(self, process: Process | None, box: Box) -> None:
        many = process is not None and len(process.pids) > 1
        self.page.shapes.append(Shape("process" if process else "beyond", box, many))

    def place(self) -> None:
        """Give every seat, frame and thing its box."""
        raise NotImplementedError

    def way_to_thing(self, slot: Slot, number: int, lane: int) -> tuple[Point, ...]:
        """Return the way from a seat to what it waits for."""
        raise NotImplementedError

    def way_from_thing(self, slot: Slot, number: int, frame: bool) -> tuple[Point, ...]:
        """Return the way from a thing to a seat that could end the wait, or to the frame around it."""
        raise NotImplementedError

    def _frames(self) -> list[list[Seat]]:
        frames: list[list[Seat]] = []
        for seat in self.seats:
            if frames and frames[-1][0].process is seat.process:
                frames[-1].append(seat)
            else:
                frames.append([seat])
        return frames


class _Beside(_Lanes):
    """Threads side by side, things below them."""

    def place(self) -> None:
        frames = self._frames()
        pad, gap, apart = (9.0, 18.0, 12.0) if self.room >= BROAD else (7.0, 14.0, 9.0)
        beside = _THING_BESIDE if self.room >= BROAD else _THING_BESIDE - 4
        spare = 2 + 2 * pad * len(frames) + gap * (len(frames) - 1) + apart * (len(self.seats) - len(frames))
        seat_width = min((self.room - spare) / len(self.seats), 264.0)
        head = max(
            height(heading_text(frame[0].process), len(frame) * (seat_width + apart) - apart) for frame in frames
        )
        top = 1 + 7 + head + 5
        tall = max(height(seat.text, seat_width - 18) for seat in self.seats) + 13
        x = 1.0
        for frame in frames:
            wide = len(frame) * (seat_width + apart) - apart + 2 * pad
            box = Box(x, 1, wide, top + tall + pad - 1)
            process = frame[0].process
            self._frame(process, box)
            self.page.write(heading_text(process), x + pad + 1, 8, wide - 2 * pad)
            for number, seat in enumerate(frame):
                seat.box = Box(x + pad + number * (seat_width + apart), top, seat_width, tall)
                seat.frame = box
                self.page.write(seat.text, seat.box.x + 9, top + 6, seat_width - 18)
            x += wide + gap
        self.inner_from = top + tall + pad + 13
        things_from = self.inner_from + 17 + _TRACK * len(self.inner)
        for slot in self.slots:
            seat = self.seats[slot.seat]
            wide, high = self._thing_size(slot, seat_width - beside)
            slot.box = Box(seat.box.x + beside, things_from, wide, high)
        self.beyond = max((slot.box.bottom for slot in self.slots), default=things_from - 30) + 14

    def way_to_thing(self, slot: Slot, number: int, lane: int) -> tuple[Point, ...]:
        seat, end = self.seats[number].box, slot.box.x + slot.box.width / 2
        if number == slot.seat:
            return (end, seat.bottom), (end, slot.box.y)
        start = seat.x + seat.width / 2
        track = self.inner_from + lane * _TRACK
        return (start, seat.bottom), (start, track), (end, track), (end, slot.box.y)

    def way_from_thing(self, slot: Slot, number: int, frame: bool) -> tuple[Point, ...]:
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


class _Below(_Lanes):
    """Threads one below another, things on their right."""

    port = _PORT_BELOW

    def place(self) -> None:
        broad = self.room >= BROAD
        pad, gap = (9.0, 14.0) if broad else (6.0, 12.0)
        between = (38.0 if broad else 22.0) + _TRACK * max(0, len(self.inner) - 1)
        self.track = _TRACK if broad else 6.0
        beyond = 12 + self.track * (max(self.tracks.values()) + 1) if self.tracks else 4.0
        lanes = self.room - 2 - 2 * pad - between - beyond
        seat_width = min(lanes * 0.62, 380.0) if broad else min(lanes * 0.57, lanes - 132)
        thing_room = min(lanes - seat_width, 250.0)
        things_from = 1 + 2 * pad + seat_width + between
        y, reach = 1.0, 0.0
        for frame in self._frames():
            process, start = frame[0].process, y
            y = self.page.write(heading_text(process), 1 + pad + 1, y + 7, seat_width) + 5
            for seat in frame:
                number = self.seats.index(seat)
                slots = [slot for slot in self.slots if slot.seat == number]
                sizes = [self._thing_size(slot, thing_room) for slot in slots]
                high = max([height(seat.text, seat_width - 18) + 13, *(_THING_BELOW + tall for _, tall in sizes)])
                seat.box = Box(1 + pad, y, seat_width, high)
                self.page.write(seat.text, seat.box.x + 9, y + 6, seat_width - 18)
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

    def way_to_thing(self, slot: Slot, number: int, lane: int) -> tuple[Point, ...]:
        seat, end = self.seats[number].box, slot.box.y + slot.box.height / 2
        if number == slot.seat:
            return (seat.right, end), (slot.box.x, end)
        start = seat.y + seat.height / 2
        track = self.inner_from + lane * _TRACK
        return (seat.right, start), (track, start), (track, end), (slot.box.x, end)

    def way_from_thing(self, slot: Slot, number: int, frame: bool) -> tuple[Point, ...]:
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


def _add_helpers(graph: WaitGraph, page: Page, room: float) -> None:
    """Put the helpers, and how many are left out, below the lanes."""
    y = page.height + 12
    for process in graph.helpers:
        page.shapes.append(Shape("helper", Box(2, y + 1, 14, 12)))
        y = page.write([(_helper_told(graph, process), ASIDE)], 24, y, room - 30) + 3
    if graph.more:
        page.write([(f"⋯ {graph.more}", ASIDE)], 2, y, room - 8)
    page.reach()


def _helper_told(graph: WaitGraph, process: Process) -> str:
    name = f"{process.role}, {process.name}" if process.role else process.name
    (waiter,) = process.waiters
    if waiter.has_ended:
        return f"{name}: {waiter.instead}"
    thing = graph.things[waiter.thing or ""]
    parts = f" ({', '.join(thing.detail)})" if thing.kind == "any-of" and thing.detail else ""
    held = f", held by {processes(thing.held_by)}" if thing.held_by else ""
    return f"{name}: reads {thing.name}{parts}{held}"
