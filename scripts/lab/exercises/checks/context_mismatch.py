"""Context mismatch: one context for the lock and the workers, and the lock is used."""

import random

from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial

_SCHEDULES = 4
_IN_STEP = 4
_ONE_LOCK = "Hold one lock, the same in both workers, from the reading of the number to its writing."


def check(program: Program) -> None:
    """Count as fast as it goes, then with pauses between the instructions of the program."""
    count = random.randrange(50, 500)
    _judge(program.run(count), count, "")
    for seed in range(_SCHEDULES):
        count = random.randrange(20, 40)
        _judge(
            program.run(count, schedule=Schedule("pause", seed, one_in=8)), count, ", when both run at the same time"
        )
    for seed in range(_IN_STEP):  # for workers that add what they have counted at their end
        count = random.randrange(1, 3)
        schedule = Schedule("step", seed, one_in=1, milliseconds=5)
        _judge(program.run(count, schedule=schedule), count, ", when both run at the same time")
    _must_be_counted(program, random.randrange(50, 500))


def _must_be_counted(program: Program, count: int) -> None:
    """End each worker before it counts: a program that tells the right total then has not got it from the workers."""
    trial = program.run(count, schedule=Schedule("end", 0, 1), must_end=False)
    if 2 * count in trial.values("total"):
        raise StillWrong(
            f"The program tells the total {2 * count} although the checker has ended both workers before they counted.",
            "Let the program tell the number that the workers have counted to, and not the one that it expects.",
        )


def _judge(trial: Trial, count: int, when: str) -> None:
    told = trial.told("counted")
    methods = [trial.start_method(one) for one in told]
    workers = len({one.pid for one in told} - {trial.run.pid})
    if len(methods) != 2 or workers != 2:
        calls = f"{len(methods)} call{'s' if len(methods) != 1 else ''} of `report()`"
        raise StillWrong(
            f"Two workers should count, each in a process of its own; {calls} came from {workers} of them.",
            'Start two workers, and leave the call of `report("counted", …)` in each of them.',
        )
    if set(methods) != {"spawn"}:
        found = " and ".join(sorted(set(methods) - {"spawn"}))
        raise StillWrong(
            f"The workers should be spawned, and are started by {found}.",
            "Make the lock fit the workers, and not the workers fit the lock.",
        )
    if trial.values("counted") != [count, count]:
        raise StillWrong(
            f"Each worker should count {count} times; they told {trial.values('counted')}.",
            "Hand the count to each worker.",
        )
    total = trial.only("total")
    if total.value != 2 * count:
        lost = f"{2 * count - total.value} counts are lost" if isinstance(total.value, int) else "that is no number"
        raise StillWrong(f"The workers count to {total.value}, not to {2 * count}{when}: {lost}.", _ONE_LOCK)
    if trial.start_method(total) != "program":
        raise StillWrong(
            "The total is told by a worker, and should be told by the program when both workers have ended.",
            "Both workers must see one number in shared memory, and the program too.",
        )
