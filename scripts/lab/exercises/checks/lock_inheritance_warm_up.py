"""Lock inheritance, five minutes: a worker is forked before a thread takes the lock, or is not forked."""

import random
import time

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, Schedule, StillWrong
from scripts.lab.linux.proc import PROC

_MOST_SECONDS = 4.0
_TOTAL = 1000
_SLOW = 2


def check(program: Program) -> None:
    """Let the thread stop in the middle of its move until a worker is there, then let it be slow in all of its move."""
    _judge(program, None)
    for seed in range(_SLOW):
        _judge(program, Schedule("pause", seed, one_in=1, main_thread=False, milliseconds=20))


def _judge(program: Program, schedule: Schedule | None) -> None:
    amount = random.randrange(1, _TOTAL)
    trial = program.run(amount, schedule=schedule, look=_Move().wait_for_a_worker)
    moved = trial.only("moving")
    if moved.value != amount or trial.start_method(moved) != "program":
        raise StillWrong(
            f"A thread of the program should move {amount}; a process of the kind {trial.start_method(moved)!r} "
            f"moves {moved.value}.",
            "Leave move() to a thread of the program, with the amount from the command line.",
        )
    total = trial.only("total")
    if trial.start_method(total) == "program":
        raise StillWrong(
            "The total is told by the program itself, and should be told by a worker process.",
            "Start add_up() in a process, and ask when to start it.",
        )
    if total.value != _TOTAL:
        raise StillWrong(
            f"The worker's total is {total.value}, and should be {_TOTAL}: it has looked at its copy of the accounts, "
            f"which were copied while {amount} was being moved.",
            "Getting past the lock is not enough: ask in which state the accounts were when the worker was forked.",
        )


class _Move:
    """Lets the move wait until there is a worker, or was one."""

    def __init__(self) -> None:
        self.worked = False

    def wait_for_a_worker(self, report: Report) -> None:
        """Take each report."""
        self.worked = self.worked or report.name == "total"
        if report.name != "moving":
            return
        if len(PROC.thread_ids(report.machine_pid)) < 2:
            raise StillWrong(
                "The money is moved while the program has only one thread.",
                "Leave move() to a thread, and ask when to start the worker.",
            )
        end = time.monotonic() + _MOST_SECONDS
        while time.monotonic() < end and not self.worked and not PROC.children(report.machine_pid):
            time.sleep(0.005)
