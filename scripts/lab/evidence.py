"""What every thread of a program was doing: where it waits in the kernel, and where in its Python code."""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from typing import Any

    from scripts.lab.proof.prover import Finding

PROCESSES_WITH_STACKS = 100


def of(finding: Finding) -> list[dict[str, Any]]:
    """One entry a thread: pid, tid, state, the system call it is in, what it waits for, and its Python stack.

    The stacks of at most PROCESSES_WITH_STACKS processes are read; a stack is None where there is none or it could
    not be had.
    """
    from scripts.lab import stacks

    entries = finding.evidence()
    alive = list(dict.fromkeys(entry["pid"] for entry in entries if entry["state"] != "Z"))
    found = {pid: stacks.of(pid) for pid in alive[:PROCESSES_WITH_STACKS]}
    for entry in entries:
        entry["stack"] = found.get(entry["pid"], {}).get(entry["tid"])
    return entries


def why_no_stack(pid: int) -> str:
    """Why the Python stacks of a process cannot be had, in words that go behind its name."""
    from scripts.lab import stacks

    return stacks.read(pid).why_not or "they could not be read a moment ago, and can now"
