"""Fork versus spawn: a spawned worker is sent the prices, and makes a lock of its own that it uses."""

import random
import time

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial

_WORKERS = 2
_SCHEDULES = 4
_IN_STEP = 3
_MOST_SECONDS = 5.0


def check(program: Program) -> None:
    """Sell as fast as it goes, then with pauses between the instructions of the program."""
    _check(program, random.randrange(50, 200), None)
    for seed in range(_SCHEDULES):
        _check(program, random.randrange(15, 30), Schedule("pause", seed, one_in=8))
    # in step, for threads that add what they have sold at their end
    prices = [
        _check(program, random.randrange(1, 3), Schedule("step", seed, 1, milliseconds=5)) for seed in range(_IN_STEP)
    ]
    if all(one == prices[0] for one in prices):
        raise StillWrong(
            f"The prices are the same in each run, {prices[0]}: they stand in the program, and are not loaded.",
            "Leave load_prices() as it is, and hand on what it loads in this run.",
        )
    _must_be_sold(program, random.randrange(50, 200))


def _must_be_sold(program: Program, times: int) -> None:
    """End each thread before it sells: a worker that tells the right total then has not got it from its threads."""
    trial = program.run(times, schedule=Schedule("end", 0, 1, main_thread=False), must_end=False)
    prices = [one for one in trial.values("prices") if isinstance(one, dict) and all(map(_is_number, one.values()))]
    for right in (times * sum(one.values()) for one in prices):
        if right in trial.values("total"):
            raise StillWrong(
                f"A worker tells the total {right} although the checker has ended its threads before they sold.",
                "Let the worker tell what its threads have sold, and not what they should have sold.",
            )


def _check(program: Program, times: int, schedule: Schedule | None) -> object:
    """Judge one run, and give the prices that the program has told."""
    sellers = _Sellers()
    trial = program.run(times, schedule=schedule, look=sellers.wait_for_both)
    _judge_processes(trial)
    prices = trial.only("prices").value
    if not isinstance(prices, dict) or sorted(prices) != ["bread", "milk"] or not all(map(_is_number, prices.values())):
        raise StillWrong(
            f"The prices should be those of bread and milk, and are {prices}.",
            "Leave the prices as they are loaded, and hand them on.",
        )
    right = times * sum(prices.values())
    sell = {one.pid for one in trial.told("selling")}
    for worker in trial.told("total"):
        total = worker.value
        if total == 0 and worker.pid in sell:
            raise StillWrong(
                "A worker's total is 0, although its threads sell: the worker tells it before they have sold anything.",
                "Let the worker wait for all of its threads, however long they sell, before it tells the total.",
            )
        if total == 0:
            raise StillWrong(
                "A worker's total is 0, without an error: the worker has no prices.",
                "Ask what a spawned worker has of the parent's memory: where in the file does `prices` get its prices?",
            )
        if total != right and not trial.told("selling"):
            raise StillWrong(
                f"A worker's total is {total}, and should be {right}; no thread sells.",
                'Leave the threads, and the call of `report("selling", …)` in each of them.',
            )
        if total != right:
            when = " when its threads overtake each other" if schedule else ""
            raise StillWrong(
                f"A worker's total is {total}{when}, and should be {right}: "
                f"the articles cost {' and '.join(map(str, prices.values()))}, and each is sold {times} times.",
                "All threads of a worker must hold the same lock from the reading of its total to the writing."
                if schedule
                else "Ask which prices the worker has, and how often each of its threads sells.",
            )
    if sellers.alone:
        raise StillWrong(
            f"The threads of a worker should sell at the same time, but {sellers.alone} is sold while no other thread "
            "sells.",
            "Start all threads of the worker before you wait for one of them.",
        )
    return prices


def _judge_processes(trial: Trial) -> None:
    totals, loaded = trial.told("total"), trial.told("prices")
    methods = {trial.start_method(one) for one in totals}
    if methods - {"spawn"}:
        raise StillWrong(
            f"The workers should be spawned; a total is told by a process of the kind {min(methods - {'spawn'})!r}.",
            "Make the program fit the start method: what does a spawned worker not have, and what cannot be sent?",
        )
    if len(totals) != _WORKERS:
        raise StillWrong(
            f"Two workers should tell their total; {len(totals)} did.",
            'Start two workers, and leave the call of `report("total", …)` in each of them.',
        )
    if len(loaded) > 1 or any(trial.start_method(one) != "program" for one in loaded):
        raise StillWrong(
            f"The prices are loaded {len(loaded)} times, and not once in the program: each process gets other prices.",
            "Ask what a spawned worker runs again of your file, and how the prices can reach the worker instead.",
        )


def _is_number(value: object) -> bool:
    return isinstance(value, int)


class _Sellers:
    """Lets a thread that begins to sell wait until the other thread of its process does."""

    def __init__(self) -> None:
        self.began: dict[int, int] = {}
        self.alone: object = None
        """What was sold while no other thread sold."""

    def wait_for_both(self, report: Report) -> None:
        """Take each report; a second cash register of the same process is the next two."""
        if report.name != "selling":
            return
        number = self.began[report.machine_pid] = self.began.get(report.machine_pid, 0) + 1
        end = time.monotonic() + _MOST_SECONDS / 2
        while number % 2 and self.began[report.machine_pid] == number:
            if time.monotonic() > end:
                self.alone = report.value
                return
            time.sleep(0.002)
