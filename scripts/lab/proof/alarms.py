"""Alarms: timers of a process that end its wait with SIGALRM.

What alarm(2) and setitimer(2) have set stands in no file of the process. A process that catches SIGALRM is known by
its signal mask; for one that would be ended by it there is only /proc/timer_list, which root alone may read and which
names no process. Timers of timer_create(2) stand in /proc/PID/timers.
"""

from __future__ import annotations

from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Hashable

SIGALRM_BIT = 1 << 13  # signal 14
REAL_TIMER = b"it_real_fn"
"""The kernel's function behind ITIMER_REAL and alarm(2), in its kernel/time/itimer.c."""
READINGS = 5
TICK = b"tick_"
"""How the functions behind the clock's own timers begin; each processor has one, kernel/time/tick-sched.c."""


def armed() -> frozenset[bytes] | None:
    """Read every alarm that is armed on this machine, with its time; None where that may not be read.

    The kernel prints the list without holding on to it: each timer that expires meanwhile can hide another one. So it
    is read several times.
    """
    readings = [_armed() for _ in range(READINGS)]
    return frozenset().union(*(one for one in readings if one is not None)) if None not in readings else None


def _armed() -> frozenset[bytes] | None:
    text = PROC.read("timer_list")
    if TICK not in text:
        return None  # not to be read, or without the names of functions
    # " #4: <00000000e9b70b7a>, it_real_fn, S:01", then " # expires at 11463025691867-11463025691867 nsecs [in …]".
    # The first names the timer's place in memory, which a process that comes later may be given again.
    lines = text.splitlines()
    return frozenset(
        line.split(b"<")[1].split(b">")[0] + b" " + (after.split() + [b""] * 4)[3]
        for line, after in zip(lines, [*lines[1:], b""], strict=True)
        if REAL_TIMER in line and b"<" in line
    )


class Alarms:
    """The alarms of this machine, and which of them are surely not the program's own.

    strict: is one that may be the program's an objection in any case, or one to a program that handles SIGALRM alone?
    foreign: those that are known to belong to other programs. So does an alarm that was set while no thread of the
    program ran.
    """

    def __init__(self, foreign: frozenset[bytes] | None, strict: bool = True) -> None:
        self._foreign = foreign
        self.strict = strict
        self._seen: list[tuple[Hashable, frozenset[bytes]]] = []

    @property
    def known(self) -> bool:
        """Does the kernel say which alarms are armed?"""
        return self._foreign is not None

    def of_a_part(self) -> Alarms:
        """Make another one for a part of the program; what it finds to be foreign is foreign to that part alone."""
        return Alarms(self._foreign, self.strict)

    def suspicious(self, picture: Hashable) -> bool:
        """Could one of those that are armed now be the program's? picture: what a snapshot of it, just before, shows.

        Where two snapshots show the same, none of its threads ran between them. So an alarm that was set between two
        earlier readings, both of which lie between such snapshots, is foreign. The last reading lies after the last
        snapshot and proves nothing yet.
        """
        now = armed()
        if now is None or self._foreign is None:
            return False
        self._seen = [one for one in self._seen if one[0] == picture][-2:]
        if len(self._seen) == 2:
            (_, earlier), (_, later) = self._seen
            self._foreign |= later - earlier
        self._seen.append((picture, now))
        return bool(now - self._foreign)
