"""Who waits for whom in words: full sentences beside a picture, and a drawing of arrows for a terminal."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from scripts.lab.show.evidence import processes
from scripts.lab.show.printed import counted
from scripts.lab.show.wait_graph.model import Arrow, Process, Thing, Waiter, WaitFor, who_waits_for_whom

NOTHING = "Of no thread is it recorded what it waited for: there is nothing to draw."

_MOST_ENDS = 6

_VERBS = {
    "lock": "could release it",
    "pipe": "holds its other end",
    "file-lock": "holds it",
    "signal": "could send it",
}
_PLURALS = {"holds its other end": "hold its other end", "holds it": "hold it"}


def graph_as_text(evidence: Sequence[Mapping[str, object]], program: object = None) -> str:
    """Return who waits for whom as lines with arrows, for a terminal.

    evidence: as a Run has it. program: the process that was started, if it is known.
    """
    return as_lines(who_waits_for_whom(evidence, program))


def as_lines(graph: WaitFor) -> str:
    """Return a graph as lines with arrows, a block for each process."""
    if not graph.waiters and not graph.helpers:
        return NOTHING
    lines = []
    for process in [*graph.processes, *graph.helpers]:
        lines.append(heading(process))
        for waiter in process.waiters:
            called = f", called in {waiter.called_in}" if waiter.called_in else ""
            lines.append(f"  {waiter.name}" + (f", {waiter.where}" if waiter.where else "") + called)
            if waiter.thing:
                lines += _arrows(graph, process, waiter, graph.things[waiter.thing])
            else:
                lines.append(f"    {waiter.instead}")
    lines += [f"({words})" for words in [left_out(graph)] if words]
    strokes = {
        "═▶": "closes the ring: who waits is waited for",
        "┄▶": "who is not there",
    }
    drawn = "\n".join(lines)
    meanings = [f"{stroke} {says}" for stroke, says in strokes.items() if stroke in drawn]
    return "\n".join([*lines, *meanings])


def _arrows(graph: WaitFor, process: Process, waiter: Waiter, thing: Thing) -> list[str]:
    name = " ".join([thing.name, *([f"({', '.join(thing.detail)})"] if thing.detail else [])])
    own = ", each its own" if thing.own and len(process.pids) > 1 else ""
    but = f"; but {thing.but}" if thing.but else ""
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


def _end(graph: WaitFor, process: Process, waiter: Waiter, arrow: Arrow) -> str:
    kind, _, name = arrow.to.partition(":")
    thing = graph.things[arrow.thing]
    if kind == "ghost":
        itself = "" if len(graph.ends(thing.key)) > 1 else ", or itself"
        return f"┄▶ {ghost(thing.ghost)}{itself}"
    if kind == "outside":
        return f"─▶ outside the program: {name}"
    stroke = "═▶" if arrow.closes else "─▶"
    if arrow.to == waiter.id or (arrow.to == process.id and process.waiters == (waiter,)):
        return f"{stroke} itself" if len(waiter.tids) == 1 else f"{stroke} themselves"
    if thing.private and arrow.to == process.id:
        if thing.all_wait:
            return f"{stroke} threads of {process.name}, all of which wait for it"
        return f"{stroke} any other thread of {process.name}"
    return f"{stroke} {_node(graph, arrow.to)}"


def _limit(thing: Thing) -> str:
    if thing.kind == "time":
        return ""
    return {False: ", with a time limit", None: ", perhaps with a time limit", True: ""}[thing.unlimited]


def heading(process: Process) -> str:
    """Return a process's name with what else is known of it."""
    words = [process.name]
    if len(process.pids) > 1:
        words.append(f"{process.pids[0]} … {process.pids[-1]}")
    if process.role:
        words.append(process.role)
    if process.fork_of:
        words.append(f"forked from process {process.fork_of}")
    if not process.waiters:
        words.append("of whose threads nothing is known")
    return ", ".join(words)


def ghost(of: str | None) -> str:
    """Return the name of the owner that does not exist."""
    return f"a thread of process {of} that fork did not copy"


def left_out(graph: WaitFor) -> str:
    """Return how many are too many to be shown; empty where all are."""
    parts = zip(graph.left_out, (("process", "processes"), ("thread", "threads")), strict=True)
    more = [counted(number, *names) for number, names in parts if number]
    return f"and {' with '.join(more)} more, not shown here" if more else ""


# Sentences


def as_sentences(graph: WaitFor) -> str:
    """Return a graph in full sentences: what a picture's reader sees, for those who cannot see it."""
    if not graph.waiters and not graph.helpers:
        return NOTHING
    told = [_waiter_told(graph, process, one) for process in graph.processes for one in process.waiters]
    if len(graph.ring) > 1:
        told.append(_ring_told(graph))
    for process in graph.helpers:
        told.append(f"At the side, {_waiter_told(graph, process, process.waiters[0], at_side=True)}")
    words = left_out(graph)
    return " ".join([*told, *([f"{words[0].upper()}{words[1:]}."] if words else [])])


def _ring_told(graph: WaitFor) -> str:
    waiters = {one.id: one for one in graph.waiters}
    pids = {waiters[member].pid for member in graph.ring}
    if len(pids) == 1:
        return f"So the threads of process {pids.pop()} wait for one another."
    members: list[str] = []
    for at, member in zip((graph.ring[-1], *graph.ring), graph.ring, strict=False):
        # An arrow to a process does not tell which of its threads it means.
        straight = any(arrow.to == member for arrow in graph.ends(waiters[at].thing or ""))
        name = _the(_node(graph, member if straight else f"process:{waiters[member].pid}"))
        members += [name] if members[-1:] != [name] else []
    if members[0] == members[-1]:
        members.pop()
    told = [f"{members[0]} {_waits(members[0])} for {members[1]}"]
    told += [f"which {_waits(one)} for {other}" for one, other in pairwise([*members[1:], members[0]])]
    return f"These waits form a ring: {', '.join(told)}."


def _waits(name: str) -> str:
    return "wait" if name.startswith("the ") and name[4].isdigit() else "waits"


def _spoken(place: str) -> str:
    function, _, file = place.rpartition(", ")
    return f"{function} ({file})" if function else place


def _waiter_told(graph: WaitFor, process: Process, waiter: Waiter, at_side: bool = False) -> str:
    who = _who(process, waiter)
    plural = len(waiter.tids) > 1 or len(process.pids) > 1
    where = f", {_spoken(waiter.where)}" if waiter.where else ""
    called = f", called in {_spoken(waiter.called_in)}" if waiter.called_in else ""
    if not at_side:
        who = who[0].upper() + who[1:]
    aside = f"{where}{called}," if where or called else ""
    if waiter.thing is None:
        return f"{who}{aside} {'each ' if plural else ''}{waiter.instead}."
    thing = graph.things[waiter.thing]
    what = f"the {thing.what}" if thing.kind == "lock" else thing.what
    if thing.own and len(process.pids) > 1:
        what = f"a {thing.name}, each for its own"
    if thing.kind == "any-of" and thing.detail:
        what += f" ({', '.join(thing.detail)})"
    first = f"{who}{aside} {'wait' if plural else 'waits'} for {what}"
    return " ".join([first + _ended_by(graph, process, waiter, thing), *_conditions(thing)])


def _who(process: Process, waiter: Waiter) -> str:
    if len(process.pids) > 1:
        return f"the {waiter.name} of each of {counted(len(process.pids), 'process', 'processes')}"
    of = f"the {process.role} ({process.name})" if process.role else process.name
    return f"{_the(waiter.name)} of {of}"


def _ended_by(graph: WaitFor, process: Process, waiter: Waiter, thing: Thing) -> str:
    """Return the rest of a sentence that began with what is waited for: who could end that wait."""
    if thing.kind == "lock" and thing.private:
        return _released_by(graph, process, waiter, thing)
    if thing.kind == "child" or not thing.held_by:
        return "."
    verb = _VERBS.get(thing.kind, "could end that")
    if len(thing.held_by) > 1:
        verb = _PLURALS.get(verb, verb)
    only = "only " if thing.is_hard and thing.kind != "file-lock" else ""
    holders = processes(thing.held_by)
    if set(thing.held_by) <= set(process.pids):
        holders = "the process itself" if len(process.pids) == 1 else "these processes"
        verb = _VERBS.get(thing.kind, "could end that") if len(process.pids) == 1 else verb
    sentence = f"{only}{holders} {verb}{_and_wait(thing)}."
    return f". {sentence[0].upper()}{sentence[1:]}"


def _and_wait(thing: Thing) -> str:
    """Return who of those that could release a lock waits for it, if there are several who could."""
    if thing.kind != "lock" or len(thing.held_by) < 2 or not thing.waiting:
        return ""
    if thing.all_wait:
        return ", and all of them wait for it"
    return f", and {processes(thing.waiting)} {'wait' if len(thing.waiting) > 1 else 'waits'} for it"


def _released_by(graph: WaitFor, process: Process, waiter: Waiter, thing: Thing) -> str:
    others = [arrow.to for arrow in graph.ends(thing.key) if arrow.to.startswith(("thread:", "process:"))]
    alone = all(to == waiter.id for to in others)
    single = len(waiter.tids) == 1 and len(graph.waiting_for(thing.key)) == 1
    itself = "this thread itself" if single else "one of those that wait"
    if thing.ghost:
        told = "." if alone else f", which {_names(graph, others)} could release."
        if not alone:
            return f"{told} Or {ghost(thing.ghost)} holds it; the kernel does not record an owner."
        nobody = "No other thread of its process could release it"
        owner = f"either {ghost(thing.ghost)} holds it, or {itself} does"
        return f"{told} {nobody}: {owner}; the kernel does not record an owner."
    if not others:
        return "."
    if alone or not [to for to in others if to != process.id]:
        if single and len(process.waiters) == 1:
            return ". No other thread and no other process could release that lock: it waits for itself."
        if thing.all_wait:
            return ". Only threads of this process could release it, and all of them wait for it."
        return ", which only other threads of its process could release."
    return f", which only {_names(graph, others)} could release."


def _names(graph: WaitFor, nodes: Sequence[str]) -> str:
    return " or ".join(_the(_node(graph, node)) for node in nodes)


def _the(name: str) -> str:
    return name if name.startswith(("process ", "thread ")) else f"the {name}"


def _node(graph: WaitFor, node: str) -> str:
    for process in [*graph.processes, *graph.helpers]:
        if node == process.id:
            return process.name
        for waiter in process.waiters:
            if node == waiter.id:
                # The process says enough where it has no other thread.
                return process.name if len(process.waiters) == 1 else f"{waiter.name} of {process.name}"
    return node


def _conditions(thing: Thing) -> list[str]:
    """Return what else could end the wait: the clock, and somebody outside."""
    told = [f"But {thing.but}."] if thing.but else []
    if thing.unlimited is False and thing.kind != "time":
        told.append("That wait has a time limit.")
    elif thing.unlimited is None:
        told.append("Whether that wait has a time limit is not known.")
    if thing.outside:
        told.append(f"Outside the program, it could be ended by {' or '.join(thing.outside)}.")
    return told
