"""The nodes of a wait graph with the words in them, before it is known where they stand."""

from dataclasses import dataclass

from scripts.lab.show.evidence import processes
from scripts.lab.show.figures.text import Style
from scripts.lab.show.wait_graph.model import Process, Thing, Waiter, WaitGraph
from scripts.lab.show.wait_graph.page import Box, Text

HEADING = Style(13, bold=True)
SUBHEADING = Style(11, "soft")
NAME = Style(12, bold=True)
WHERE = Style(11.5)
ASIDE = Style(11, "soft")
CODE = Style(10.5, "soft", mono=True)
VANISHED = Style(12, "deadlocked", bold=True)
VANISHED_FROM = Style(11.5, "deadlocked")
OUTSIDE = Style(12, "soft", bold=True)

_MOST_OUTSIDE = 3


@dataclass
class Seat:
    """A place in the lane of threads: a waiter, a vanished owner, a process outside, or one with no thread seen."""

    id: str
    kind: str
    text: Text
    process: Process | None
    many: bool = False
    box: Box = Box(0, 0, 0, 0)
    frame: Box = Box(0, 0, 0, 0)


@dataclass
class Slot:
    """A thing, the number of the seat that it stands opposite to, and its words."""

    thing: Thing
    seat: int
    text: Text
    box: Box = Box(0, 0, 0, 0)


def seats_of(graph: WaitGraph) -> list[Seat]:
    """Return the seats of a graph, in order."""
    seats = []
    for process in graph.processes:
        owner_to_come = process.has_vanished_owner
        many = len(process.pids) > 1
        for waiter in process.waiters:
            seats.append(Seat(waiter.id, "waiter", _waiter_text(waiter), process, len(waiter.tids) > 1 or many))
            thing = graph.things.get(waiter.thing or "")
            if owner_to_come and thing and thing.vanished_owner:
                text = [("its owner?", VANISHED), (thing.vanished_owner, VANISHED_FROM)]
                if not thing.owner_has_vanished and not any(
                    arrow.to.startswith("thread:") for arrow in graph.ends(thing.key)
                ):
                    text.append(("or the thread that waits, itself", ASIDE))
                seats.append(Seat(process.vanished_owner, "vanished", text, process))
                owner_to_come = False
        if not process.waiters:
            seats.append(Seat(process.id, "unseen", [("threads not seen", ASIDE)], process))
    for name in graph.outside[:_MOST_OUTSIDE]:
        seats.append(Seat(f"outside:{name}", "outside", [(name, ASIDE)], None))
    return seats


def _waiter_text(waiter: Waiter) -> Text:
    called = f"called in {waiter.called_in}" if waiter.called_in else ""
    lines = ((waiter.name, NAME), (waiter.where, WHERE), (called, ASIDE), (waiter.instead, ASIDE))
    return [(words, style) for words, style in lines if words]


def thing_text(graph: WaitGraph, thing: Thing) -> Text:
    """Return what is to be read in a thing."""
    code = CODE if thing.kind in ("lock", "file-lock") else ASIDE
    text = [(thing.name, NAME), *((line, code) for line in thing.detail)]
    if thing.is_one_of_many:
        text.append(("each its own", ASIDE))
    if thing.private and any(arrow.to.startswith("process:") for arrow in graph.ends(thing.key)):
        text.append(("all threads wait for it" if thing.all_holders_wait else "for another thread to release", ASIDE))
    if thing.held_by and not graph.ends(thing.key):
        text.append((f"{processes(thing.held_by)}, not shown", ASIDE))
    if thing.why_open:
        text.append((f"but {thing.why_open}", ASIDE))
    return text


def heading_text(process: Process | None) -> Text:
    """Return what stands above a process's threads; None is for processes outside the program."""
    if process is None:
        return [("outside the program", OUTSIDE)]
    return [(process.name, HEADING), *((detail, SUBHEADING) for detail in process.details)]


def limit_of(thing: Thing) -> str:
    """Return what is to be said of a thing's time limit, beside a clock; empty where there is none."""
    if thing.kind == "time":
        return ""
    return {False: "time limit", None: "time limit not known", True: ""}[thing.unlimited]
