"""The processes of a run: how each one that has ended did so, and what each held at the memory limit."""

from typing import TYPE_CHECKING

from scripts.lab.show.paths import relative
from scripts.lab.show.printed import clean, counted, one_line
from scripts.lab.show.verdict import duration

if TYPE_CHECKING:
    from scripts.lab.records.run import Process, Run

_MOST_ENDED = 20
_MOST_AT_THE_LIMIT = 10
_ORDINARY = "exited 0"


def ended(run: "Run") -> list[str]:
    """Return a line for each process that had ended when a program that hangs was looked at.

    One whose end is a hint comes first. Empty for a program that has ended itself.
    """
    if run.verdict in ("exited", "killed"):
        return []
    gone = [one for one in run.processes if one.ended is not None and one.pid != run.pid]
    gone.sort(key=lambda one: one.ended == _ORDINARY)
    return _bounded([end_of(one) for one in gone], _MOST_ENDED)


def end_of(process: "Process") -> str:
    """Return how a process ended: "process 7, a child of 5, was killed by SIGKILL after 0.60 s; it was in futex"."""
    fate = clean(process.ended or "unknown")
    said = f"was {fate}" if fate.startswith("killed") else "ended in an unknown way" if fate == "unknown" else fate
    after = "" if process.went is None else f" after {duration(process.went)}"
    doing = clean(process.doing or "")
    was = "" if not doing else "; it was running" if doing == "running" else f"; it was in {doing}"
    return f"process {process.pid}, a child of {process.parent}, {said}{after}{was}"


def _bounded(lines: list[str], most: int) -> list[str]:
    more = len(lines) - most
    return [*lines[:most], f"and {counted(more, 'process', 'processes')} more"] if more > 0 else lines


def at_the_memory_limit(run: "Run") -> list[str]:
    """Return what a program held at its memory limit, and each process in it; empty for one that did not reach it."""
    if run.memory is None:
        return []
    held = [f"process {one.pid}: {_mib(one.mib)}, {one_line(relative(one.command))}" for one in run.memory.processes]
    reached = f"It held {_mib(run.memory.reached_mib)}, and its limit is {_mib(run.memory.limit_mib)}."
    return [reached, *_bounded(held, _MOST_AT_THE_LIMIT)]


def _mib(size: float) -> str:
    return f"{size:,.0f} MiB"
