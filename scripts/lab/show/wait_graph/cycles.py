"""The waits that lead back to themselves."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from scripts.lab.show.wait_graph.model import Arrow, Process, Thing

# From as many waiters it is tried whether they lead back to themselves; no picture shows more.
_MOST_TRIED = 200

_Step = tuple[str, Arrow]
"""A waiter, and the arrow that leads to it."""


def with_cycles(
    processes: Sequence[Process], arrows: Sequence[Arrow], things: Mapping[str, Thing], stuck: Collection[str]
) -> tuple[list[Arrow], tuple[str, ...]]:
    """Mark the arrows of all cycles, and in each the one that closes it; return also the waiters on the first cycle.

    stuck: the ids of the waiters that are proved to be stuck; only they are on cycles.

    An arrow is part of a cycle only where neither a clock nor a process outside the program could end the wait.
    """
    inside = {process.id: [one for one in process.waiters if one.id in stuck] for process in processes}
    waiters = {one.id: one for process in processes for one in process.waiters if one.id in stuck}
    home = {one.id: process.id for process in processes for one in process.waiters}
    place = {node: number for number, node in enumerate(waiters)}
    firm: dict[str | None, list[Arrow]] = {}
    for arrow in arrows:
        if things[arrow.thing].only_holders_end_it:
            firm.setdefault(arrow.thing, []).append(arrow)

    def after(node: str) -> Iterable[_Step]:
        """Give the waiters that a waiter waits for; but not those that wait for the same thing as it does."""
        for arrow in firm.get(waiters[node].thing, []):
            for one in inside.get(arrow.to) or filter(None, [waiters.get(arrow.to)]):
                if one.thing != arrow.thing:
                    yield one.id, arrow

    closing: set[Arrow] = set()
    on_cycle: set[Arrow] = set()
    covered: set[str] = set()
    told: tuple[str, ...] = ()
    for one in waiters.values():
        # The shortest cycle of all: it could end its own wait, if it did not wait.
        itself = {arrow for arrow in firm.get(one.thing, []) if arrow.to in (one.id, home[one.id])}
        closing |= itself
        on_cycle |= itself
        told = told or ((one.id,) if itself else ())

    def has_owner(node: str) -> bool:
        thing = things.get(waiters[node].thing or "")
        return thing is not None and thing.owner_is_here

    # The cycle that is told first is one of likely owners, if there is one: other arrows say less.
    for start in sorted(list(waiters)[:_MOST_TRIED], key=has_owner, reverse=True):
        cycle = [] if start in covered else _shortest_cycle(start, after)
        if cycle:
            # It is closed by the arrow to the waiter that is drawn first.
            begin = min(range(len(cycle)), key=lambda step: place[cycle[step][0]])
            cycle = cycle[begin + 1 :] + cycle[: begin + 1]
            closing.add(cycle[-1][1])
            on_cycle.update(arrow for _, arrow in cycle)
            members = (cycle[-1][0], *(to for to, _ in cycle[:-1]))
            covered.update(members)
            told = told if len(told) > 1 else members
    marked = [replace(arrow, closes=arrow in closing, on_cycle=arrow in on_cycle) for arrow in arrows]
    return marked, told


def _shortest_cycle(start: str, after: Callable[[str], Iterable[_Step]]) -> list[_Step]:
    """Return the shortest way from a waiter back to it, step by step; empty where there is none."""
    came: dict[str, _Step] = {}
    ahead = deque([start])
    while ahead:
        at = ahead.popleft()
        for to, arrow in after(at):
            if to == start:
                way = [(to, arrow)]
                while at != start:
                    before, arrow = came[at]
                    way.append((at, arrow))
                    at = before
                return way[::-1]
            if to not in came:
                came[to] = (at, arrow)
                ahead.append(to)
    return []
