"""What every thread of a program was doing: where it waits in the kernel, and where in its Python code."""

from __future__ import annotations

import time

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.prover import Finding
    from scripts.lab.records.evidence import Thread

PROCESSES_WITH_STACKS = 100
OWNER_TRIES, OWNER_PAUSE_SECONDS = 5, 0.03
"""How often the owner of a lock that a stuck thread has inherited is looked for again, at most."""
OWNERS_AGAIN = 20
"""For how many threads at most."""


def with_stacks(finding: Finding, with_locals: bool = False) -> list[Thread]:
    """Every thread, with its Python stack, its name, its part in the GIL, and the likely owner of its awaited lock.

    The stacks of at most PROCESSES_WITH_STACKS processes are read, of stuck ones first; a stack is None where there is
    none or it could not be had. with_locals: each frame with its local variables, shortened.
    """
    return with_stacks_and_reasons(finding, with_locals)[0]


def with_stacks_and_reasons(finding: Finding, with_locals: bool = False) -> tuple[list[Thread], dict[int, str]]:
    """As `with_stacks`, and for each process without a stack why there is none, in words that go behind its name."""
    from scripts.lab import python_waits, stacks
    from scripts.lab.stacks import owners

    entries = finding.evidence()
    stuck = sorted(pid for pid, _tid in finding.stuck)
    alive = list(dict.fromkeys([*stuck, *(entry.pid for entry in entries if entry.state != "Z")]))
    found = {
        pid: stacks.read(pid, with_locals=with_locals, with_names=True, with_gil=True)
        for pid in alive[:PROCESSES_WITH_STACKS]
    }
    reasons = dict.fromkeys(alive, f"no more than {PROCESSES_WITH_STACKS} processes are read")
    for pid, one in found.items():
        reasons[pid] = one.why_not or "its threads are others than a moment ago"
    for entry in entries:
        reading = found.get(entry.pid)
        if reading is not None:
            entry.stack = reading.stacks.get(entry.tid)
            entry.waits_in = python_waits.in_words(entry.stack) if entry.waits_for is not None else None
            entry.python_name = reading.names.get(entry.tid)
            if entry.tid == reading.gil:
                entry.gil = "holds"
            elif entry.tid in reading.gil_waiters:
                entry.gil = "waits"
        if entry.stack:
            reasons.pop(entry.pid, None)
    owners.find(entries)
    # A thread that takes its lock again and again is between two turns now and then.
    end = time.monotonic() + OWNER_TRIES * OWNER_PAUSE_SECONDS
    while (ownerless := _without_owner(entries, finding.stuck)) and time.monotonic() < end:
        time.sleep(OWNER_PAUSE_SECONDS)
        owners.find(ownerless[:OWNERS_AGAIN])
    return entries, reasons


def _without_owner(entries: list[Thread], stuck: set[tuple[int, int]]) -> list[Thread]:
    """Find the stuck threads whose lock another look could find the owner of, because their parent process moves."""
    at_rest = {pid for pid, _tid in stuck}
    return [
        entry
        for entry in entries
        if (entry.pid, entry.tid) in stuck
        and (wait := entry.waits_for) is not None
        and wait.owner is None
        and wait.copied_from is not None
        and wait.copied_from not in at_rest
    ]


def suspected(entries: list[Thread], stuck: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Find the threads that are likely stuck, beyond those that are proved to be.

    Such a thread waits without a time limit for a lock whose likely owner is the thread itself, or waits likewise for
    it, over however many others; or for a lock whose likely owner fork did not copy.
    """
    owners = {}
    for entry in entries:
        wait = entry.waits_for
        if wait is not None and wait.owner is not None and wait.unlimited and wait.owner.tid is not None:
            owners[entry.pid, entry.tid] = wait.owner.pid, wait.owner.tid
    found = set()
    for key in owners:
        met, at = set(), key
        while at in owners and at not in met and at[0] == key[0]:
            met.add(at)
            at = owners[at]
        if at in met or at[0] != key[0]:
            found.add(key)
    return found - stuck
