"""The guard's main function: one request in, one run contained, one report out.

Runs in an isolated interpreter (-I -S), started by `client` with the channel to its caller as descriptor 0.
"""

from __future__ import annotations

import _signal as signal  # the public module imports enum, a third of the guard's whole start
import os
import sys
import time

from scripts.lab.guard import boundary, frames, priority, sweep
from scripts.lab.guard.launcher import launch
from scripts.lab.guard.marks import Observer
from scripts.lab.guard.population import (
    NamespacePopulation,
    Population,
    PsutilPopulation,
    SubreaperPopulation,
)
from scripts.lab.guard.shared_memory import CommonSharedMemory, PrivateSharedMemory
from scripts.lab.guard.transcript import Transcript
from scripts.lab.guard.watch import Limits, Watch
from scripts.lab.proof import alarms

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from scripts.lab.proof.prover import Prover

CHANNEL = 0


def main() -> None:
    """Serve one run and exit."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)  # it goes when its caller goes, not by a key pressed in a terminal
    request = frames.receive(CHANNEL)
    if request is None:
        return
    try:
        os.mkdir(request["scratch"], 0o700)
    except OSError as error:
        frames.send(CHANNEL, {"event": "failed", "why": f"no private directory: {error}"})
        return
    try:
        report = serve(request)
    except OSError as error:
        report = {"event": "failed", "why": str(error)}
    except BaseException:
        import traceback

        report = {"event": "failed", "why": traceback.format_exc()}
    finally:
        sweep.force_remove(request["scratch"])
    frames.send(CHANNEL, report)
    os._exit(0)  # there is nothing to tidy up in an interpreter that is not used again


def serve(request: dict[str, Any]) -> dict[str, Any]:
    """Run the program that `request` describes, and say how it ended."""
    limits = Limits(*request["limits"])
    kind, questions = boundary.enter(
        request["boundary"],
        caller=request["caller"],
        shared_memory_bytes=limits.memory_bytes,
        farewell=lambda: sweep.force_remove(request["scratch"]),
    )
    inside_namespace = kind == "namespace"
    population: Population
    if inside_namespace:
        population = NamespacePopulation()
    elif kind == "subreaper":
        population = SubreaperPopulation()
    else:
        population = PsutilPopulation(request["environment"][frames.TOKEN_VARIABLE])
    alarms_before = alarms.armed()
    shared_memory = PrivateSharedMemory() if inside_namespace else CommonSharedMemory()
    prove = sys.platform == "linux" and request["prove"]

    def make_prover(ended: Callable[[], int]) -> Prover:
        # Most programs have ended before anybody asks whether they will.
        from scripts.lab.guard.beyond import Keeper
        from scripts.lab.proof.prover import Prover
        from scripts.lab.proof.surroundings import Guarded

        keeper = None if questions is None else Keeper(questions)
        return Prover(Guarded(population, request["scratch"], alarms_before, ended, keeper))

    transcript = Transcript()
    evidence: list[dict[str, Any]] = []
    proof = None
    launched = launch(request, CHANNEL, kind)
    try:
        population.launcher = launched.launcher
        population.session = launched.pid
        priority.rise_above_the_crowd()
        observer = Observer(population, launched.go_ahead, request["pages"])
        watch = Watch(
            launched,
            limits,
            population,
            shared_memory,
            transcript,
            observer,
            CHANNEL,
            request["caller"],
            make_prover if prove else None,
        )
        verdict = watch.until_verdict()
        observer.end()
        sweep_began = time.monotonic()
        if watch.finding is not None:
            from scripts.lab import evidence as witness

            evidence, proof = witness.of(watch.finding), watch.finding.proof()
    except BaseException:
        # A guard that breaks down must not leave its wards behind: with a subreaper they would outlive it.
        sweep.end_everybody(population, shared_memory, inside_namespace)
        shared_memory.remove()
        raise
    ended_by_itself = verdict.status is not None
    if ended_by_itself:
        sweep.settle(population)
    left_behind = sweep.end_everybody(population, shared_memory, inside_namespace)
    if not ended_by_itself:
        left_behind = [entry for entry in left_behind if entry["pid"] != launched.pid]
    watch.drain()
    left_behind += [{"kind": "shared-memory", "what": path} for path in shared_memory.remove()]
    unclaimed = shared_memory.unclaimed()
    left_behind += sweep.remove_scratch(request["scratch"])
    return {
        "event": "report",
        "verdict": verdict.word,
        "status": verdict.status,
        "seconds": verdict.seconds,
        "pid": launched.pid,
        "stdout": transcript.text(1),
        "stderr": transcript.text(2),
        "truncated": transcript.truncated,
        "marks": watch.marks,
        "evidence": evidence,
        "proof": proof,
        "left_behind": left_behind,
        "sweep_seconds": time.monotonic() - sweep_began,
        "boundary": kind,
        "note": f"New in /dev/shm, and not seen in anybody's hands: {', '.join(unclaimed)}. Left alone."
        if unclaimed
        else None,
    }


if __name__ == "__main__":
    sys.exit("the guard is started by scripts.lab.guard.client")
