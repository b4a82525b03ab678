"""Makes a wait graph from a run's evidence alone."""

from collections.abc import Collection, Sequence

from scripts.lab.records.evidence import Thread
from scripts.lab.show.wait_graph.arrows import arrows_from, in_order, note_waiting_holders
from scripts.lab.show.wait_graph.cycles import with_cycles
from scripts.lab.show.wait_graph.grouping import helpers_of, one_process_for_many, unseen, without_too_many
from scripts.lab.show.wait_graph.model import Thing, Waiter, WaitGraph
from scripts.lab.show.wait_graph.nodes import processes_of


def wait_graph(
    threads: Sequence[Thread], program: int | None = None, stuck: Collection[tuple[int, int]] | None = None
) -> WaitGraph:
    """Return the wait graph of some threads.

    program: the process that was started, if it is known; the picture begins with it. stuck: process and thread id of
    each thread that is proved to be stuck; None for all of them. Only their waits form cycles, and they are left out
    last where there are too many.
    """
    things: dict[str, Thing] = {}
    processes = one_process_for_many(processes_of(threads, things), things)
    pids = [process.pids[0] for process in processes]
    if stuck:
        program = min(pid for pid, _tid in stuck)
    first = program if program is not None and program in pids else min(pids, default=0)
    helpers = helpers_of(processes, things, first)
    aside = {process.id for process in helpers}
    processes = [process for process in processes if process.id not in aside]
    processes += unseen([*processes, *helpers], things)
    note_waiting_holders(processes, things)
    every_arrow = arrows_from(things, processes)
    processes, arrows = in_order(processes, every_arrow, first)
    if stuck:
        processes.sort(key=lambda process: not any(_is_stuck(one, stuck) for one in process.waiters))
    waited = {arrow.thing for arrow in arrows}
    firm = {one.id for process in processes for one in process.waiters if _is_stuck(one, stuck)}
    arrows, cycle = with_cycles(processes, arrows, things, firm)
    arrows += [arrow for arrow in every_arrow if arrow.thing not in waited]
    return without_too_many(processes, helpers, things, arrows, cycle, first, firm if stuck is not None else set())


def _is_stuck(waiter: Waiter, stuck: Collection[tuple[int, int]] | None) -> bool:
    return stuck is None or all((waiter.pid, tid) in stuck for tid in waiter.tids)
