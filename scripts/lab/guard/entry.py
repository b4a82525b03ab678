"""The guard's main function: one request in, one run contained, one report out.

Runs in an isolated interpreter (-I -S), started by `client` with the channel to its caller as descriptor 0.
"""

from __future__ import annotations

import _signal as signal  # the public module imports enum, a third of the guard's whole start
import os
import sys
import time

from scripts.lab.guard import cleanup, frames, priority
from scripts.lab.guard.supervised import CHANNEL, SupervisedRun
from scripts.lab.guard.watch import Watch
from scripts.lab.records.run import Leftover
from scripts.lab.records.wire import Report, Request

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.prover import Finding
    from scripts.lab.records.evidence import Proof, Thread


def main() -> None:
    """Serve one run and exit."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)  # it goes when its caller goes, not by a key pressed in a terminal
    message = frames.receive(CHANNEL)
    if message is None:
        return
    request = Request.from_dict(message)
    try:
        os.mkdir(request.scratch, 0o700)
    except OSError as error:
        frames.send(CHANNEL, {"event": "failed", "why": f"no private directory: {error}"})
        return
    try:
        answer = {"event": "report", "report": serve(request).to_dict()}
    except OSError as error:
        answer = {"event": "failed", "why": str(error)}
    except BaseException:
        import traceback

        answer = {"event": "failed", "why": traceback.format_exc()}
    finally:
        cleanup.force_remove(request.scratch)
    frames.send(CHANNEL, answer)
    os._exit(0)  # there is nothing to tidy up in an interpreter that is not used again


def serve(request: Request) -> Report:
    """Isolate, start, watch, clean up: run the program that `request` describes, and say how it ended."""
    run = SupervisedRun(request)
    run.start()
    try:
        priority.rise_above_the_crowd()
        watch = Watch(run)
        verdict = watch.until_verdict()
        processes = watch.register.close()
        run.observer.end()
        cleanup_began = time.monotonic()
        if verdict.word == "memory-limit":
            seen = Testimony(None, request.locals)
            memory, seen.threads = watch.at_the_memory_limit()
        else:
            memory, seen = None, Testimony(watch.finding, request.locals)
    except BaseException:
        # With a subreaper the processes of the run would outlive a guard that breaks down.
        cleanup.end_processes(run.tree, run.shared_memory, run.inside_namespace)
        run.shared_memory.remove()
        raise
    left_behind, note = _clean_up(run, ended_by_itself=verdict.status is not None)
    watch.drain()
    return Report(
        verdict=verdict.word,
        status=verdict.status,
        seconds=verdict.seconds,
        pid=run.launched.pid,
        boundary=run.isolation,
        stdout=run.transcript.text(1),
        stderr=run.transcript.text(2),
        truncated=run.transcript.truncated,
        marks=watch.marks,
        evidence=seen.threads,
        proof=seen.proof,
        deadlocked_threads=seen.stuck,
        suspected_threads=seen.suspected,
        memory=memory,
        processes=processes,
        processes_left_out=watch.register.left_out,
        left_behind=left_behind,
        sweep_seconds=time.monotonic() - cleanup_began,
        note=note,
    )


class Testimony:
    """What every thread was doing, and what was proved; read while the program is still there."""

    def __init__(self, finding: Finding | None, with_locals: bool) -> None:
        self.threads: list[Thread] = []
        self.proof: Proof | None = None
        self.stuck: list[list[int]] = []
        self.suspected: list[list[int]] = []
        if finding is None:
            return
        from scripts.lab import evidence

        self.threads = evidence.with_stacks(finding, with_locals)
        suspected = evidence.suspected(self.threads, finding.stuck)
        self.stuck, self.suspected = (sorted(map(list, keys)) for keys in (finding.stuck, suspected))
        self.proof = finding.proof(likely=bool(suspected))


def _clean_up(run: SupervisedRun, ended_by_itself: bool) -> tuple[list[Leftover], str | None]:
    """End every process, remove every file; what that was, and what stays although it may be the run's."""
    if ended_by_itself:
        cleanup.settle(run.tree)
    left_behind = cleanup.end_processes(run.tree, run.shared_memory, run.inside_namespace)
    if not ended_by_itself:
        left_behind = [entry for entry in left_behind if entry.pid != run.launched.pid]
    left_behind += [Leftover(kind="shared-memory", what=path) for path in run.shared_memory.remove()]
    unclaimed = ", ".join(run.shared_memory.unclaimed())
    left_behind += cleanup.remove_scratch(run.request.scratch)
    note = f"New in /dev/shm, and no process was seen to hold it: {unclaimed}. Left alone." if unclaimed else None
    return left_behind, note


if __name__ == "__main__":
    sys.exit("the guard is started by scripts.lab.guard.client")
