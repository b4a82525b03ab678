"""That the guard gets a processor when the run takes them all.

A program that forks without end soon has a thousand processes that want to run; an equal among a thousand equals, the
guard would come too late. What helps depends on the user's rights: root may put the guard first; another user may
limit how many processes the program can have.
"""

from __future__ import annotations

import os
import resource
import sys

from scripts.lab.linux.proc import PROC


def rise_above_the_crowd() -> None:
    """Let this process run before all others, where that is allowed; children do not inherit it. sched(7)."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    except (AttributeError, OSError):
        pass  # not Linux, or not root: then limit_processes() was in force


def limit_processes(limit: int, inside_namespace: bool) -> None:
    """Let this process and those that it starts be no more than `limit`; RLIMIT_NPROC in getrlimit(2).

    The kernel counts all tasks of the user, in a user namespace only those inside it, and exempts root.
    """
    if sys.platform != "linux" or os.getuid() == 0:
        return
    others = 0 if inside_namespace else _tasks_of_this_user()
    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    wanted = others + limit
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_NPROC, (wanted, hard))


def _tasks_of_this_user() -> int:
    count = 0
    for process in PROC.processes():
        try:
            if PROC.owner(process.pid) == os.getuid():
                count += len(PROC.thread_ids(process.pid))
        except OSError:
            continue
    return count
