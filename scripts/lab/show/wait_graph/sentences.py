"""A wait graph in full sentences, for readers who cannot see its picture."""

from collections.abc import Sequence
from itertools import pairwise

from scripts.lab.show.evidence import processes
from scripts.lab.show.kinds import kind_of
from scripts.lab.show.printed import counted
from scripts.lab.show.wait_graph.model import NOTHING, Process, Thing, Waiter, WaitGraph


def as_sentences(graph: WaitGraph) -> str:
    """Return a graph in full sentences: all that the picture shows, for readers who cannot see it."""
    if graph.is_empty:
        return NOTHING
    told = [_waiter_told(graph, process, one) for process in graph.processes for one in process.waiters]
    if len(graph.cycle) > 1:
        told.append(_cycle_told(graph))
    for process in graph.helpers:
        told.append(f"At the side, {_waiter_told(graph, process, process.waiters[0], at_side=True)}")
    if graph.more:
        told.append(f"{_capital(graph.more)}.")
    return " ".join(told)


def _cycle_told(graph: WaitGraph) -> str:
    waiters = {one.id: one for one in graph.waiters}
    pids = {waiters[member].pid for member in graph.cycle}
    if len(pids) == 1:
        return f"So the threads of process {pids.pop()} wait for one another."
    members: list[str] = []
    for at, member in zip((graph.cycle[-1], *graph.cycle), graph.cycle, strict=False):
        # An arrow to a process does not tell which of its threads it means.
        straight = any(arrow.to == member for arrow in graph.ends(waiters[at].thing or ""))
        name = _the(graph.name_of(member if straight else f"process:{waiters[member].pid}"))
        members += [name] if members[-1:] != [name] else []
    if members[0] == members[-1]:
        members.pop()
    told = [f"{members[0]} {_waits(members[0])} for {members[1]}"]
    told += [f"which {_waits(one)} for {other}" for one, other in pairwise([*members[1:], members[0]])]
    return f"These waits form a cycle: {', '.join(told)}."


def _waits(name: str) -> str:
    return "wait" if name.startswith("the ") and name[4].isdigit() else "waits"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _spoken(place: str) -> str:
    function, _, file = place.rpartition(", ")
    return f"{function} ({file})" if function else place


def _waiter_told(graph: WaitGraph, process: Process, waiter: Waiter, at_side: bool = False) -> str:
    subject = _subject(process, waiter)
    plural = len(waiter.tids) > 1 or len(process.pids) > 1
    where = f", {_spoken(waiter.where)}" if waiter.where else ""
    called = f", called in {_spoken(waiter.called_in)}" if waiter.called_in else ""
    if not at_side:
        subject = _capital(subject)
    aside = f"{where}{called}," if where or called else ""
    if waiter.thing is None:
        return f"{subject}{aside} {'each ' if plural else ''}{waiter.instead}."
    thing = graph.things[waiter.thing]
    what = f"the {thing.what}" if thing.kind == "lock" else thing.what
    if thing.is_one_of_many and len(process.pids) > 1:
        what = f"a {thing.name}, each for its own"
    if thing.kind == "any-of" and thing.detail:
        what += f" ({', '.join(thing.detail)})"
    first = f"{subject}{aside} {'wait' if plural else 'waits'} for {what}"
    return " ".join([first + _ended_by(graph, process, waiter, thing), *_conditions(thing)])


def _subject(process: Process, waiter: Waiter) -> str:
    if len(process.pids) > 1:
        return f"the {waiter.name} of each of {counted(len(process.pids), 'process', 'processes')}"
    of = f"the {process.role} ({process.name})" if process.role else process.name
    return f"{_the(waiter.name)} of {of}"


def _ended_by(graph: WaitGraph, process: Process, waiter: Waiter, thing: Thing) -> str:
    """Return the rest of a sentence that began with what is waited for: which process could end that wait."""
    if thing.kind == "lock" and thing.private:
        return _released_by(graph, process, waiter, thing)
    if thing.kind == "child" or not thing.held_by:
        return "."
    only = "only " if thing.only_holders_end_it and thing.kind != "file-lock" else ""
    holders, several = processes(thing.held_by), len(thing.held_by) > 1
    if set(thing.held_by) <= set(process.pids):
        several = len(process.pids) > 1
        holders = "these processes" if several else "the process itself"
    verb = kind_of(thing.kind).could(several)
    sentence = f"{only}{holders} {verb}{_and_wait(thing)}."
    return f". {_capital(sentence)}"


def _and_wait(thing: Thing) -> str:
    """Return which of the processes that could release a lock wait for it, if there are several."""
    if thing.kind != "lock" or len(thing.held_by) < 2 or not thing.waiting:
        return ""
    if thing.all_holders_wait:
        return ", and all of them wait for it"
    return f", and {processes(thing.waiting)} {'wait' if len(thing.waiting) > 1 else 'waits'} for it"


def _released_by(graph: WaitGraph, process: Process, waiter: Waiter, thing: Thing) -> str:
    others = [arrow.to for arrow in graph.ends(thing.key) if arrow.to.startswith(("thread:", "process:"))]
    if thing.owner_has_vanished:
        return f". {_capital(thing.vanished_owner)} likely holds it."
    if thing.owner_is_here and len(others) == 1 and others[0].startswith("thread:"):
        if others == [waiter.id]:
            return ". That thread likely holds it itself." if len(waiter.tids) == 1 else "."
        return f", which {_names(graph, others)} likely holds."
    alone = all(to == waiter.id for to in others)
    single = len(waiter.tids) == 1 and len(graph.waiting_for(thing.key)) == 1
    itself = "this thread itself" if single else "one of those that wait"
    if thing.vanished_owner:
        told = "." if alone else f", which {_names(graph, others)} could release."
        if not alone:
            return f"{told} Or {thing.vanished_owner} holds it; the kernel does not record an owner."
        none = "No other thread of its process could release it"
        owner = f"either {thing.vanished_owner} holds it, or {itself} does"
        return f"{told} {none}: {owner}; the kernel does not record an owner."
    if not others:
        return "."
    if alone or not [to for to in others if to != process.id]:
        if single and len(process.waiters) == 1:
            return ". No other thread and no other process could release that lock: it waits for itself."
        if thing.all_holders_wait:
            return ". Only threads of this process could release it, and all of them wait for it."
        return ", which only other threads of its process could release."
    return f", which only {_names(graph, others)} could release."


def _names(graph: WaitGraph, nodes: Sequence[str]) -> str:
    return " or ".join(_the(graph.name_of(node)) for node in nodes)


def _the(name: str) -> str:
    return name if name.startswith(("process ", "thread ")) else f"the {name}"


def _conditions(thing: Thing) -> list[str]:
    """Return what else could end the wait: the clock, and processes outside the program."""
    told = [f"But {thing.why_open}."] if thing.why_open else []
    if thing.unlimited is False and thing.kind != "time":
        told.append("That wait has a time limit.")
    elif thing.unlimited is None:
        told.append("Whether that wait has a time limit is not known.")
    if thing.outside:
        told.append(f"Outside the program, it could be ended by {' or '.join(thing.outside)}.")
    return told
