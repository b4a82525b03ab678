"""Whether a program waits for its next task: a connection, a signal, a line that a person types.

This proves nothing. It tells a server without a request from one that hangs: each of its threads waits, directly or
through other processes, for what comes from outside, or looks at the clock now and then. A thread that waits for an
answer over a network without a time limit, or for a lock that another thread holds, hangs.
"""

from __future__ import annotations

import os
import time

from scripts.lab.proof import calls, handlers

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.lab.linux.proc import Proc
    from scripts.lab.proof.argument import Case
    from scripts.lab.proof.snapshots import ThreadStatus

BUSIEST = 0.05
"""Which share of the time, of one processor, all threads of an idle program may run: to look at the clock."""
_SELECTORS = ("epoll-set", "poll-list", "select-sets")


def is_idle(case: Case) -> bool:
    """Does every thread of a program wait for what comes from outside, directly or through other processes?"""
    threads = list(case.first.threads.values())
    if any(thread.state != "S" or thread.running for thread in threads):
        return False
    if not any(_waits_for_a_task(case, thread) for thread in threads):
        return False
    left = [thread for thread in threads if not _is_answered(case, thread)]
    # A thread that goes on by itself may bring its process's other threads what they wait for.
    moving = {thread.pid for thread in threads if thread not in left}
    while True:
        still = [thread for thread in left if not _leads_to(case, thread, moving)]
        reached = {thread.pid for thread in left} - {thread.pid for thread in still} - moving
        left = still
        if not left or not reached:
            return not left
        moving |= reached


class Activity:
    """How much the processes of a program run from a moment on."""

    def __init__(self, proc: Proc, pids: Iterable[int]) -> None:
        self._proc = proc
        self._began, self._ticks = time.monotonic(), self._used(pids)

    def is_low(self, pids: Iterable[int]) -> bool:
        """Have they run so little since then that they may be idle? pids: the processes that there are by now."""
        now = self._used(pids)
        used = sum(ticks - self._ticks.get(pid, 0) for pid, ticks in now.items()) / os.sysconf("SC_CLK_TCK")
        return used <= BUSIEST * max(1.0, time.monotonic() - self._began)

    def _used(self, pids: Iterable[int]) -> dict[int, int]:
        seen = (self._proc.process(pid) for pid in pids)
        return {one.pid: one.processor_ticks for one in seen if one is not None}


def _waits_for_a_task(case: Case, thread: ThreadStatus) -> bool:
    wait = case.wait(thread)
    if wait is None:
        return False
    row = calls.row(thread.call)
    # An event loop looks at its connections and at a pipe of its own, by which its other threads wake it.
    is_loop = row is not None and row.waits_for in _SELECTORS and (row.name.startswith("epoll") or len(wait.parts) > 1)
    if any(part.from_outside or (is_loop and part.record.kind == "socket") for part in wait.flat()):
        return True
    return bool(thread.caught) and handlers.is_told_by_a_signal(case.program, thread, wait)


def _is_answered(case: Case, thread: ThreadStatus) -> bool:
    """Will the wait end by itself: by the clock, or by what comes from outside?"""
    wait = case.wait(thread)
    limited = calls.limit(thread.call) is not None and wait is not None and wait.record.unlimited is False
    return limited or _waits_for_a_task(case, thread)


def _leads_to(case: Case, thread: ThreadStatus, moving: set[int]) -> bool:
    """Does a thread wait for what a process would bring it that waits for its next task, or for the clock?"""
    wait = case.wait(thread)
    if wait is None:
        return False
    for part in wait.flat():
        record = part.record
        if record.kind == "lock" and record.private:
            if thread.pid in moving and not handlers.takes_a_lock(case.program, thread):
                return True
        elif record.kind == "lock":
            # One process has taken it and waits for a task itself, or for one that waits for it, as a pool's worker.
            if any(pid in moving and not _waits_for_key(case, pid, record.key) for pid in record.held_by):
                return True
        elif moving.intersection(record.held_by) - {thread.pid}:
            return True
    return False


def _waits_for_key(case: Case, pid: int, key: str) -> bool:
    """Does every thread of a process wait for the thing with this key?"""
    waits = [case.wait(thread) for (one, _tid), thread in case.first.threads.items() if one == pid]
    return all(wait is not None and wait.record.key == key for wait in waits)
