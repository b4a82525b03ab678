"""From what is waited for to each process or thread that could end the wait, and the order of the picture."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scripts.lab.show.wait_graph.model import Arrow, Process, Thing, Waiter, without_repeats


def note_waiting_holders(processes: Sequence[Process], things: dict[str, Thing]) -> None:
    """Tell each thing which of the processes that could end the wait for it do nothing but wait for it."""
    for process in processes:
        waited = {one.thing for one in process.waiters}
        key = waited.pop() if len(waited) == 1 else None
        if key:
            mine = tuple(pid for pid in things[key].held_by if pid in process.pids)
            things[key] = replace(things[key], waiting=(*things[key].waiting, *mine))


def arrows_from(things: Mapping[str, Thing], processes: Sequence[Process]) -> list[Arrow]:
    """Return an arrow from each thing to each node that could end the wait for it."""
    by_pid = {pid: process for process in processes for pid in process.pids}
    queues = {process.id: Counter(one.thing for one in process.waiters) for process in processes}
    found = []
    for thing in things.values():
        holders = list({by_pid[pid].id: by_pid[pid] for pid in thing.held_by if pid in by_pid}.values())
        if thing.kind == "lock" and thing.private:
            ends = [end for process in holders for end in _releasing(thing, process, queues[process.id])]
        elif thing.kind in ("lock", "signal"):
            # A process that waits for a lock can release it no sooner than another process has; so with a signal. But
            # the kernel records no owner, and a process that waits for a lock may have taken it itself: if it is the
            # only one that waits, that is not to be excluded.
            free = [process.id for process in holders if not set(process.pids) & set(thing.waiting)]
            ends = free if len(thing.waiting) > 1 and free else [process.id for process in holders]
        else:
            ends = [process.id for process in holders]
        found += [Arrow(thing.key, end) for end in (*ends, *(f"outside:{name}" for name in thing.outside))]
    return found


def _releasing(thing: Thing, process: Process, queue: Mapping[str | None, int]) -> list[str]:
    """Return the nodes of its process that could release a private lock: the other thread, if there is one other.

    Where the likely owner is known, it is this alone.
    """
    if thing.owner_has_vanished:
        return [process.vanished_owner]
    owner = next((one for one in process.waiters if thing.owner_is_here and _is(one, thing.owner)), None)
    if owner is not None:
        return [owner.id]
    others = len(process.waiters) - queue[thing.key]
    ends = []
    if others == 1:
        ends.append(next(one.id for one in process.waiters if one.thing != thing.key))
    elif others or not thing.vanished_owner:
        alone = not others and len(process.waiters) == 1
        ends.append(process.waiters[0].id if alone else process.id)
    if thing.vanished_owner:
        ends.append(process.vanished_owner)
    return ends


def _is(waiter: Waiter, owner: tuple[int, int | None] | None) -> bool:
    return owner is not None and waiter.pid == owner[0] and owner[1] in waiter.tids


def in_order(processes: Sequence[Process], arrows: Sequence[Arrow], first: int) -> tuple[list[Process], list[Arrow]]:
    """Sort processes and arrows as the waits lead from one to the next, from process `first` on; so arrows stay short.

    Arrows from things for which no thread waits are left out.
    """
    from_thing: dict[str | None, list[Arrow]] = {}
    for arrow in arrows:
        from_thing.setdefault(arrow.thing, []).append(arrow)
    inside = {process.id: [one.id for one in process.waiters] for process in processes}
    waiters = {one.id: one for process in processes for one in process.waiters}
    home = {waiter: process for process, threads in inside.items() for waiter in threads}
    seen: dict[str, None] = {}

    def visit(begin: str) -> None:
        ahead = [begin]
        while ahead:
            node = ahead.pop()
            if node in seen or not (node in inside or node in home):
                continue
            process = home.get(node, node)
            if process not in seen:
                # The other threads of a process come after what the first one leads to.
                seen[process] = None
                ahead += reversed(inside[process])
            if node in home:
                seen[node] = None
                ahead += [arrow.to for arrow in reversed(from_thing.get(waiters[node].thing, []))]

    for process in sorted(processes, key=lambda one: (one.pids[0] != first, not one.waiters, one.pids[0])):
        visit(process.id)
    place = {node: number for number, node in enumerate(seen)}
    ordered = [
        replace(process, waiters=tuple(sorted(process.waiters, key=lambda one: place[one.id])))
        for process in sorted(processes, key=lambda one: place[one.id])
    ]
    keys = without_repeats(waiter.thing for process in ordered for waiter in process.waiters if waiter.thing)
    return ordered, [arrow for key in keys for arrow in from_thing.get(key, [])]
