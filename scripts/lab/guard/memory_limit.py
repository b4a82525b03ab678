"""What a program held, and what each of its threads was doing, when it had reached its memory limit.

The processes are stopped first, so that no more memory is taken meanwhile, and so that the sizes, the stacks and the
limit belong to one moment. The cleanup, which comes next, ends them.
"""

from __future__ import annotations

from scripts.lab.guard import cleanup
from scripts.lab.records.run import MemoryAtLimit, ProcessMemory

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.guard.supervised import SupervisedRun
    from scripts.lab.linux.process import ProcessStat
    from scripts.lab.proof.prover import Prover
    from scripts.lab.records.evidence import Thread

MIB = 1 << 20
MOST_PROCESSES = 100


def stop_and_measure(run: SupervisedRun, reached_bytes: int) -> MemoryAtLimit:
    """Stop every process of a run, and say what each one holds.

    reached_bytes: the sum by which the guard saw the limit reached. Processes can have ended since then.
    """
    frozen = cleanup.freeze(run.tree, run.inside_namespace)
    largest = sorted(frozen, key=lambda one: -run.tree.resident_bytes(one.pid))[:MOST_PROCESSES]
    sizes = sorted(((run.tree.proportional_bytes(one.pid), one) for one in largest), key=lambda pair: -pair[0])
    return MemoryAtLimit(
        limit_mib=_mib(run.request.limits.memory_bytes),
        reached_mib=_mib(max(reached_bytes, sum(size for size, _ in sizes))),
        processes=[_entry(run, one, size) for size, one in sizes],
    )


def _entry(run: SupervisedRun, process: ProcessStat, size: int) -> ProcessMemory:
    return ProcessMemory(pid=process.pid, mib=_mib(size), command=run.tree.command(process.pid))


def _mib(size: int) -> float:
    return round(size / MIB, 1)


def witness(run: SupervisedRun, prover: Prover, reached_bytes: int) -> tuple[MemoryAtLimit, list[Thread]]:
    """Stop the run and return what it holds, and what each thread was doing, with its stack where that can be read."""
    from scripts.lab import evidence
    from scripts.lab.proof import calls

    before = prover.snapshot().threads  # now, because a stopped thread shows neither its state nor its call
    held = stop_and_measure(run, reached_bytes)
    try:
        threads = evidence.with_stacks(prover.explain(), run.request.locals)
    except (OSError, ValueError, LookupError):
        return held, []  # what was being read changed its shape under the reader
    for thread in threads:
        if (seen := before.get((thread.pid, thread.tid))) is None:
            continue
        call = calls.name(seen.call)
        if call != thread.call:  # it moved on before it was stopped
            thread.waits_for = None
        thread.state, thread.call = seen.state, call
    return held, threads
