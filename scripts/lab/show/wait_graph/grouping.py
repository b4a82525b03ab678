"""Fewer nodes: one for many alike, helpers at the side, and what is left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from scripts.lab.show.wait_graph.model import Arrow, Process, Thing, Waiter, WaitGraph, without_repeats

# As many of one process that wait alike are shown one by one; more are one node.
_MOST_ALIKE = 3
# As many processes are shown one by one; of more, those that are alike are one node.
_MOST_PROCESSES = 6
_MOST_WAITERS = 12
_MOST_HELPERS = 3
# No thread waits for it, though all processes are connected with it.
TRACKER = "resource tracker"


def one_for_many(waiters: Sequence[Waiter]) -> tuple[Waiter, ...]:
    """Make one waiter of those that wait for the same thing in the same place, if they are many."""
    alike: dict[tuple[object, ...], list[Waiter]] = {}
    for one in waiters:
        alike.setdefault((one.thing, one.doing, one.called_in, one.call, one.state), []).append(one)
    found = []
    for group in alike.values():
        if len(group) > _MOST_ALIKE:
            found.append(replace(group[0], tids=tuple(tid for one in group for tid in one.tids)))
        else:
            found += group
    return tuple(found)


def one_process_for_many(processes: list[Process], things: dict[str, Thing]) -> list[Process]:
    """Make one process of those whose threads wait alike, if there are many; drop from `things` what goes with them."""
    if len(processes) <= _MOST_PROCESSES:
        return processes
    users: dict[str, set[int]] = {}
    for process in processes:
        for waiter in process.waiters:
            if waiter.thing:
                users.setdefault(waiter.thing, set()).add(process.pids[0])
    own = {thing for thing, pids in users.items() if len(pids) == 1}
    groups: dict[object, list[Process]] = {}
    for process in processes:
        groups.setdefault(_likeness(process, things, own), []).append(process)
    found = []
    for one, *others in groups.values():
        if others:
            one = replace(one, pids=(*one.pids, *(pid for process in others for pid in process.pids)))
            for key in own & {waiter.thing for waiter in one.waiters}:
                things[key] = replace(things[key], is_one_of_many=True)
            for key in own.intersection(
                waiter.thing for process in others for waiter in process.waiters if waiter.thing
            ):
                del things[key]
        found.append(one)
    return found


def _likeness(process: Process, things: Mapping[str, Thing], own: set[str]) -> object:
    """Return what two processes have in common if their pictures would look the same."""
    lines = []
    for waiter in process.waiters:
        what: object = waiter.thing
        if waiter.thing in own:
            thing = things[waiter.thing]
            holders = tuple("itself" if pid == process.pids[0] else pid for pid in thing.held_by)
            owner = next(
                (at for at, one in enumerate(process.waiters) if thing.owner and thing.owner[1] in one.tids), -1
            )
            here = thing.owner_is_here
            what = replace(thing, key="", name="", detail=(), what="", held_by=(), owner=None), holders, here, owner
        lines.append((len(waiter.tids), waiter.doing, waiter.called_in, waiter.call, waiter.state, what))
    return process.role, tuple(sorted(lines, key=repr))


def helpers_of(processes: Sequence[Process], things: Mapping[str, Thing], first: int) -> list[Process]:
    """Return the processes that have ended, and those that only read and for which no other process waits."""
    found = [process for process in processes if process.pids[0] != first and _only_reads(process, things)]
    while True:
        aside = {process.id for process in found}
        others = [process for process in processes if process.id not in aside]
        keys = {waiter.thing for process in others for waiter in process.waiters if waiter.thing}
        awaited = {pid for key in keys for pid in things[key].held_by}
        still = [one for one in found if one.role == TRACKER or one.pids[0] not in awaited]
        if still == found:
            return found
        found = still


def _only_reads(process: Process, things: Mapping[str, Thing]) -> bool:
    if len(process.waiters) != 1 or len(process.waiters[0].tids) != 1 or len(process.pids) != 1:
        return False
    (waiter,) = process.waiters
    if waiter.has_ended:
        return True
    thing = things.get(waiter.thing or "")
    if thing is None or (waiter.doing and not process.role):
        return False
    return thing.kind == "any-of" or (thing.kind in ("pipe", "socket") and thing.direction == "read")


def unseen(processes: Sequence[Process], things: Mapping[str, Thing]) -> list[Process]:
    """Return the processes that could end a wait and of whose threads nothing is known."""
    seen = {pid for process in processes for pid in process.pids}
    named = without_repeats(pid for thing in things.values() for pid in thing.held_by)
    pids = tuple(pid for pid in named if pid not in seen)
    return [Process(pids, ())] if len(pids) > _MOST_ALIKE else [Process((pid,), ()) for pid in pids]


def without_too_many(
    processes: Sequence[Process],
    helpers: Sequence[Process],
    things: Mapping[str, Thing],
    arrows: Sequence[Arrow],
    cycle: tuple[str, ...],
    first: int,
    stuck: Collection[str] = (),
) -> WaitGraph:
    """Return the graph without what is too much for a picture.

    What stays longest is what is on a cycle or stuck besides, then the program itself, process `first`. stuck: the ids
    of the waiters that are proved to be stuck, where others are not.
    """
    room = max(_MOST_WAITERS, len(stuck))
    kept, left_processes, left_threads = {}, 0, 0
    matters = {*cycle, *stuck}
    for process in sorted(
        processes,
        key=lambda one: (
            not any(waiter.id in stuck for waiter in one.waiters),
            one.pids[0] != first,
            not any(waiter.id in cycle for waiter in one.waiters),
        ),
    ):
        waiters = sorted(process.waiters, key=lambda one: one.id not in matters)[: max(room, 0)]
        room -= max(1, len(waiters)) + process.has_vanished_owner
        left_threads += sum(len(one.tids) * len(process.pids) for one in process.waiters if one not in waiters)
        if waiters or (room >= 0 and not process.waiters):
            kept[process.id] = replace(process, waiters=tuple(one for one in process.waiters if one in waiters))
        else:
            left_processes += len(process.pids)
    left_processes += sum(len(process.pids) for process in helpers[_MOST_HELPERS:])
    left_threads += len(helpers[_MOST_HELPERS:])
    helpers = helpers[:_MOST_HELPERS]
    in_order = [kept[process.id] for process in processes if process.id in kept]
    shown = {*kept, *(one.id for process in in_order for one in process.waiters)}
    shown |= {process.vanished_owner for process in in_order if process.has_vanished_owner}
    waited = {one.thing for process in in_order for one in process.waiters}
    used = waited | {one.thing for process in helpers for one in process.waiters}
    arrows = [one for one in arrows if one.thing in used and (one.to in shown or one.to.startswith("outside:"))]
    outside = (one.to.partition(":")[2] for one in arrows if one.to.startswith("outside:") and one.thing in waited)
    return WaitGraph(
        tuple(in_order),
        tuple(helpers),
        {key: thing for key, thing in things.items() if key in used},
        tuple(arrows),
        without_repeats(outside),
        cycle if all(one in shown for one in cycle) else (),
        (left_processes, left_threads),
    )
