"""Re-entrancy, signals: a handler that takes no lock, and a request that is not lost."""

import os
import random
import signal
import time

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial

_AMOUNTS = 12
_SOON = 3
_ONE_IN = (3, 6, 12)
_AT_MOST = 60
"""Each signal makes the program save, and that is a chance for more signals."""
_BURST = 100
_LATE_MILLISECONDS = 500
_PAUSE_SECONDS = 0.05
"""For how long a booking waits after a signal, so that a thread that waits for signals can be the one that takes it."""


def check(program: Program) -> None:
    """Send signals while the program tells what it does, then in the middle of all that it does and calls."""
    _saves_after_each_signal(program)
    for one_in in _ONE_IN:
        for _ in range(2):
            amounts = _amounts()
            schedule = Schedule("signal", random.randrange(1000), one_in, library=True, at_most=_AT_MOST)
            _judge(program.run(*amounts, schedule=schedule), amounts, " when a signal interrupts the booking")
    _saves_after_each_signal(program, _BURST)
    _saves_after_each_signal(program, schedule=Schedule("late", 0, 1, milliseconds=_LATE_MILLISECONDS))


def _amounts() -> list[int]:
    return [random.randrange(1, 1000) for _ in range(_AMOUNTS)]


def _saves_after_each_signal(program: Program, times: int = 1, schedule: Schedule | None = None) -> None:
    """Send one or more signals after a booking, and one more while the program saves.

    With a schedule, a thread begins late; one that was started before the first booking has begun when signals come.
    """
    amounts = _amounts()
    at = random.randrange(2, 5)
    sent: dict[str, int] = {}
    booked: list[Report] = []
    told: list[Report] = []

    def look(report: Report) -> None:
        told.append(report)
        if report.name == "booked":
            booked.append(report)
            if schedule is not None and len(booked) == 1:
                time.sleep(2 * _LATE_MILLISECONDS / 1000)
            if len(booked) == at:
                sent["booked"] = len(told)
                for _ in range(times):
                    os.kill(report.machine_pid, signal.SIGUSR1)
                    time.sleep(0.0002)
            elif sent:
                time.sleep(_PAUSE_SECONDS)
        if report.name == "saved" and "booked" in sent and "saved" not in sent and times == 1:
            sent["saved"] = len(told)
            os.kill(report.machine_pid, signal.SIGUSR1)

    _judge(program.run(*amounts, schedule=schedule, look=look), amounts, "")
    for name, place in sent.items():
        after = [one.name for one in told[place:]]
        bookings = [number for number, one in enumerate(after) if one == "booked"]
        if "saved" not in after[: bookings[_SOON - 1] if len(bookings) >= _SOON else None]:
            which = "a signal that comes while it saves" if name == "saved" else "a signal"
            late = " when a thread that is started then begins late" if schedule else ""
            raise StillWrong(
                f"After {which}, the program books {_SOON} more amounts and does not save{late}.",
                "Follow the request from the handler to save(): where can it be lost, or wait for too long?",
            )


def _judge(trial: Trial, amounts: list[int], when: str) -> None:
    if trial.values("booked") != amounts:
        raise StillWrong(
            f"The program books {trial.values('booked')}, and should book {amounts}.",
            "Each amount must be booked once, in its order, whatever the handler does.",
        )
    whole = [[number, sum(amounts[:number])] for number in range(len(amounts) + 1)]
    torn = next((one.value for one in trial.told("saved") if one.value not in whole), None)
    if torn is not None:
        raise StillWrong(
            f"The program saves {torn}, in the middle of a booking{when}.",
            "The lock protects the account also from the handler. Let the handler note the request, and save later.",
        )
