"""What every thread of a program was doing: where it waits in the kernel, and where in its Python code."""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.prover import Finding
    from scripts.lab.records.evidence import Thread

PROCESSES_WITH_STACKS = 100


def with_stacks(finding: Finding, with_locals: bool = False) -> list[Thread]:
    """Every thread, with its Python stack; with_locals: and with the local variables of each frame.

    The stacks of at most PROCESSES_WITH_STACKS processes are read; a stack is None where there is none or it could
    not be had.
    """
    return with_stacks_and_reasons(finding, with_locals)[0]


def with_stacks_and_reasons(finding: Finding, with_locals: bool = False) -> tuple[list[Thread], dict[int, str]]:
    """As `with_stacks`, and for each process without a stack why there is none, in words that go behind its name."""
    from scripts.lab import stacks

    entries = finding.evidence()
    alive = list(dict.fromkeys(entry.pid for entry in entries if entry.state != "Z"))
    found = {pid: stacks.read(pid) for pid in alive[:PROCESSES_WITH_STACKS]}
    reasons = dict.fromkeys(alive, f"no more than {PROCESSES_WITH_STACKS} processes are read")
    for pid, reading in found.items():
        reasons[pid] = reading.why_not or "its threads are others than a moment ago"
    for entry in entries:
        entry.stack = found[entry.pid].stacks.get(entry.tid) if entry.pid in found else None
        if entry.stack:
            reasons.pop(entry.pid, None)
    return entries, reasons
