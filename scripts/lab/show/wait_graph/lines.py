"""A wait graph as lines with arrows, for a terminal."""

from collections.abc import Collection, Sequence

from scripts.lab.records.evidence import Thread
from scripts.lab.show.evidence import processes
from scripts.lab.show.wait_graph.build import wait_graph
from scripts.lab.show.wait_graph.model import NOTHING, Arrow, Process, Thing, Waiter, WaitGraph

_MOST_ENDS = 6
_MEANINGS = {
    "═▶": "closes the cycle: it leads back to a thread that waits",
    "┄▶": "vanished owner: it does not exist in this process",
}


def graph_as_text(
    threads: Sequence[Thread], program: int | None = None, stuck: Collection[tuple[int, int]] | None = None
) -> str:
    """Return the wait graph of some threads as lines with arrows. program, stuck: as for `build.wait_graph`."""
    return as_lines(wait_graph(threads, program, stuck))


def as_lines(graph: WaitGraph) -> str:
    """Return a graph as lines with arrows, a block for each process."""
    if graph.is_empty:
        return NOTHING
    lines = []
    for process in [*graph.processes, *graph.helpers]:
        unseen = () if process.waiters else ("of whose threads nothing is known",)
        lines.append(", ".join((process.name, *process.details, *unseen)))
        for waiter in process.waiters:
            called = f", called in {waiter.called_in}" if waiter.called_in else ""
            lines.append(f"  {waiter.name}" + (f", {waiter.where}" if waiter.where else "") + called)
            if waiter.thing:
                lines += _arrows(graph, process, waiter, graph.things[waiter.thing])
            else:
                lines.append(f"    {waiter.instead}")
    if graph.more:
        lines.append(f"({graph.more})")
    drawn = "\n".join(lines)
    return "\n".join([*lines, *(f"{stroke} {says}" for stroke, says in _MEANINGS.items() if stroke in drawn)])


def _arrows(graph: WaitGraph, process: Process, waiter: Waiter, thing: Thing) -> list[str]:
    name = " ".join([thing.name, *([f"({', '.join(thing.detail)})"] if thing.detail else [])])
    own = ", each its own" if thing.is_one_of_many and len(process.pids) > 1 else ""
    but = f"; but {thing.why_open}" if thing.why_open else ""
    start = f"    ─▶ {name}{own}{_limit(thing)}{but}"
    ends = [_end(graph, process, waiter, arrow) for arrow in graph.ends(thing.key)]
    if len(ends) > 1 and waiter in graph.waiting_for(thing.key)[1:]:
        return [f"{start}, as above"]
    if len(ends) > _MOST_ENDS:
        ends = [*ends[:_MOST_ENDS], f"and {len(ends) - _MOST_ENDS} more"]
    if not ends and thing.held_by:
        ends = [f"─▶ {processes(thing.held_by)}, not shown here"]
    if not ends:
        return [start]
    return [f"{start} {ends[0]}", *(" " * (len(start) + 1) + end for end in ends[1:])]


def _end(graph: WaitGraph, process: Process, waiter: Waiter, arrow: Arrow) -> str:
    kind, _, name = arrow.to.partition(":")
    thing = graph.things[arrow.thing]
    if kind == "vanished":
        itself = "" if len(graph.ends(thing.key)) > 1 or thing.owner_has_vanished else ", or itself"
        return f"┄▶ {thing.vanished_owner}{itself}"
    if kind == "outside":
        return f"─▶ outside the program: {name}"
    stroke = "═▶" if arrow.closes else "─▶"
    if arrow.to == waiter.id or (arrow.to == process.id and process.waiters == (waiter,)):
        return f"{stroke} itself" if len(waiter.tids) == 1 else f"{stroke} themselves"
    if thing.private and arrow.to == process.id:
        if thing.all_holders_wait:
            return f"{stroke} threads of {process.name}, all of which wait for it"
        return f"{stroke} any other thread of {process.name}"
    return f"{stroke} {graph.name_of(arrow.to)}"


def _limit(thing: Thing) -> str:
    if thing.kind == "time":
        return ""
    return {False: ", with a time limit", None: ", perhaps with a time limit", True: ""}[thing.unlimited]
