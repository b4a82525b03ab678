"""How processes end: a worker ends with its parent, also when the parent is killed, and not before."""

import random
import signal
import time

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial, must_have_ended
from scripts.lab.linux.proc import PROC

_MOST_SECONDS = 2
_LONG_SECONDS = 60
_PATIENCE_SECONDS = 8
_TRIES = 3


def check(program: Program) -> None:
    """Let the worker work while the service lives; then kill the service, first by the signal that can be handled."""
    _works_to_the_end(program, round(random.uniform(0.6, 0.9), 2))
    for number in (signal.SIGTERM, signal.SIGKILL):
        lived = min(_ends_with_its_service(program, number, adopted=turn > 0) for turn in range(_TRIES))
        if lived > _MOST_SECONDS:  # no try was quicker, so it is not the machine that is slow
            raise StillWrong(
                f"{number.name} has ended the service, and its worker lives on for {lived:.1f} s; it may for "
                f"{_MOST_SECONDS} s.",
                "Ask what would wake the worker when its parent ends, so that it need not look from time to time.",
            )
    _works_to_the_end(program, 5)  # longer than a worker lives that ends by the clock


def _works_to_the_end(program: Program, seconds: float) -> None:
    trial = program.run(0, seconds, must_end=False)
    worker = _worker(trial)
    done = trial.told("done")
    if trial.run.verdict == "exited" and trial.told("ended") and not done:
        raise StillWrong(
            "The worker ends before its work is done, although no process has killed the service.",
            "Ask what ended the worker: the clock, or the end of a thread of the service, although the service lives?",
        )
    must_have_ended(trial)
    if [one.pid for one in done] != [worker.pid]:
        raise StillWrong(
            f'The worker should call `report("done")` once, and {len(done)} calls came.',
            "Leave the work in the worker, and its two calls of `report()`.",
        )
    trial.only("ended")


def _ends_with_its_service(program: Program, number: signal.Signals, adopted: bool) -> float:
    """Give the seconds for which the worker has lived on; an orphan is adopted by process 1, or by a nearer process."""
    lives_on: list[int] = []
    lived = [0.0]
    began: dict[str, Report] = {}

    def look(report: Report) -> None:
        began.setdefault(report.name, report)
        if report.name == "ended" and "working" in began:
            ended = time.monotonic()
            if _outlives(began["working"].machine_pid):
                lives_on.append(began["working"].pid)
            lived.append(time.monotonic() - ended)

    schedule = Schedule("adopt", 0, 1) if adopted else None
    trial = program.run(number.value, _LONG_SECONDS, schedule=schedule, look=look, must_end=False)
    _worker(trial)
    if trial.run.verdict != "exited" and not trial.told("ended"):
        raise StillWrong(
            f"The service has got {number.name}, and does not end.",
            "Let the service end as soon as the signal arrives; it may not wait for its worker's work.",
        )
    if trial.only("ended").value == 0 and number == signal.SIGKILL:
        raise StillWrong(
            "The service should be killed by SIGKILL, and it has ended in good order.",
            "Leave main() as it is: it does what the kernel does when memory has run out.",
        )
    if lives_on:
        raise StillWrong(
            f"{number.name} has ended the service, and its worker lives on as an orphan.",
            "Ask which process would end the worker, and whether this process can run code after the signal.",
        )
    if trial.told("done"):
        raise StillWrong(
            f"A worker that should work for {_LONG_SECONDS} s has told after a moment that it is done.",
            "Leave time.sleep(seconds) in the worker: it stands for its work.",
        )
    return lived[-1]


def _outlives(pid: int) -> bool:
    """Tell whether this process is still there after longer than it may live on, on a slow machine, too."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        process = PROC.process(pid)
        if process is None or process.has_ended:
            return False
        time.sleep(0.01)
    return True


def _worker(trial: Trial) -> Report:
    """Give the one report of the worker. Raises StillWrong where it is another process's."""
    found = trial.told("working")
    if not found:
        must_have_ended(trial)
    worker = trial.only("working")
    starter = next((one.parent for one in trial.run.processes if one.pid == worker.pid), None)
    if trial.start_method(worker) == "program" or starter == trial.run.pid:
        raise StillWrong(
            "The worker should be a process that the service starts, and the service one that the program starts.",
            "Keep the three processes: the program, the service, and the worker.",
        )
    return worker
