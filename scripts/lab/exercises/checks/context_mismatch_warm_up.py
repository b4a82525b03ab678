"""Context mismatch, five minutes: an event of the worker's own context."""

import random
import threading
import time

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, StillWrong
from scripts.lab.linux.proc import PROC
from scripts.lab.proof import calls

_MOST_SECONDS = 4.0
_SOON_SECONDS = 1.0
_TRIES = 3
_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 6.0
"""For a program that waits with a time limit, or sleeps: longer than a learner would."""


def check(program: Program) -> None:
    """Judge a program by the quickest of some runs: it must learn that the worker is ready when the worker is."""
    waited = []
    for _ in range(_TRIES):
        waited.append(_check(program))
        if waited[-1] < _SOON_SECONDS:
            return
    raise StillWrong(
        f"The worker is ready, and the program learns it only {min(waited):.1f} s later.",
        "Let the program wait for the event itself, which wakes it: a program that looks from time to time is late.",
    )


def _check(program: Program) -> float:
    """Let the worker begin late, and let it serve until the program knows that it is ready; give when it knew, in
    seconds.
    """
    order = _Order()
    number = random.randrange(1000)
    trial = program.run(number, look=order.wait)
    worker = trial.only("working")
    if trial.start_method(worker) != "spawn":
        raise StillWrong(
            f"The worker should be spawned, and is of the kind {trial.start_method(worker)!r}.",
            "Make the event fit the worker, and not the worker fit the event.",
        )
    for name in ("working", "serving"):
        told = trial.only(name)
        if told.value != number or told.pid != worker.pid:
            raise StillWrong(
                f"The worker should tell the number {number} with “{name}”, and {told.value} was told.",
                "Hand the number to the worker, and leave both reports in it.",
            )
    if trial.start_method(trial.only("ready")) != "program":
        raise StillWrong(
            "A worker tells that it is ready, and the program should tell it.",
            'Leave the call of `report("ready")` in the program, behind the wait for the event.',
        )
    if order.early:
        raise StillWrong(
            "The program tells that the worker is ready before the worker has set an event.",
            "The program must wait as long as it takes, and what it waits for must be what the worker sets.",
        )
    if order.late:
        raise StillWrong(
            "The program learns that the worker is ready only when the worker has ended.",
            "Let the program wait for the event, and not for the end of the worker.",
        )
    return order.learned - order.set


class _Order:
    """Lets the worker begin late, and go on only when the program has said that the worker is ready."""

    def __init__(self) -> None:
        self.worked, self.ready = threading.Event(), threading.Event()
        self.early = self.late = False
        self.set = self.learned = 0.0

    def wait(self, report: Report) -> None:
        """Take each report."""
        if report.name == "working":
            began = time.monotonic()
            self.ready.wait(_PAUSE_SECONDS)
            while _has_time_limit(report.parent_pid) and time.monotonic() - began < _LONGEST_PAUSE_SECONDS:
                if self.ready.wait(0.1):
                    break
            self.set = time.monotonic()
            self.worked.set()
        elif report.name == "ready":
            self.early = not self.worked.is_set()
            self.learned = time.monotonic()
            self.ready.set()
        elif report.name == "serving" and not self.ready.wait(_MOST_SECONDS):
            self.late = True


def _has_time_limit(pid: int) -> bool:
    """Tell whether what the main thread of a process waits for now ends by the clock, or is not known."""
    return calls.limit(PROC.system_call(pid, pid)) is not None
