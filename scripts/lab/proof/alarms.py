"""Alarms: timers of a process that end its wait with SIGALRM.

What alarm(2) and setitimer(2) have set stands in no file of the process. A process that catches SIGALRM is known by
its signal mask; for one that would be ended by it there is only /proc/timer_list, which root alone may read and which
names no process. Timers of timer_create(2) stand in /proc/PID/timers.
"""

from __future__ import annotations

from scripts.lab import processes

SIGALRM_BIT = 1 << 13  # signal 14
REAL_TIMER = b"it_real_fn"
"""The kernel's function behind ITIMER_REAL and alarm(2), in its kernel/time/itimer.c."""


def armed() -> frozenset[bytes] | None:
    """An identity for every alarm that is armed on this machine; None where that may not be read."""
    text = processes.read("/proc/timer_list")
    if not text:
        return None
    # " #4: <00000000e9b70b7a>, it_real_fn, S:01": the identity stands for the timer's address.
    return frozenset(
        line.split(b"<")[1].split(b">")[0] for line in text.splitlines() if REAL_TIMER in line and b"<" in line
    )
