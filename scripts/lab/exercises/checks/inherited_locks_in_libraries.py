"""What a library should do at fork: a child finds the lock free and the data complete, also in a callback."""

import random

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial

_SCHEDULES = 4
_CHILDREN = 8
_FIRST = 10


def check(program: Program) -> None:
    """Fork while two threads transfer, then with pauses in the middle of the transfers."""
    for seed in range(_SCHEDULES):
        _judge(program, None)
        _judge(program, Schedule("pause", seed, one_in=8))
    _judge(program, Schedule("late", 0, 1, milliseconds=500))


def _judge(program: Program, schedule: Schedule | None) -> None:
    cents = random.randrange(1000, 100_000)
    trial = program.run(cents, schedule=schedule)
    in_callback = trial.only("in the callback")
    children = trial.told("child")
    if len({one.pid for one in children}) < _CHILDREN:
        raise StillWrong(
            f"{_CHILDREN} forked children should tell what they count, and {len({one.pid for one in children})} do.",
            "Leave the program below the library as it is, and mend the class Accounts.",
        )
    for one in (in_callback, *children):
        _must_be_whole(trial, one, cents)
    if in_callback.seconds > min(one.seconds for one in children):
        raise StillWrong(
            "transfer() returns, and calls back only later: the first transfer's callback forks after other children.",
            "Call back in the thread that transfers, before transfer() returns, and ask which lock it holds then.",
        )
    moved = trial.values("transferred")
    left = _accounts(trial.only("left"))
    if len(moved) != 2:
        raise StillWrong(
            f"Two threads should transfer, and {len(moved)} told how often they did.",
            "Leave the program below the library as it is, and mend the class Accounts.",
        )
    if left[1] != _FIRST + sum(one for one in moved if isinstance(one, int)):
        raise StillWrong(
            f"Two threads were told of {' and '.join(map(str, moved))} transfers of one cent, and {_FIRST} cents went "
            f"before; the other account has {left[1]}.",
            "Each transfer must change both accounts and call back once, and two threads transfer at the same time.",
        )
    if sum(left) != cents:
        raise StillWrong(
            f"In the parent the accounts have {sum(left)} cents together at the end, and should have {cents}.",
            "Two threads transfer at the same time: which lock does each of them hold?",
        )


def _must_be_whole(trial: Trial, told: Report, cents: int) -> None:
    where = "that is forked in the callback" if told.name == "in the callback" else "that is forked"
    if trial.start_method(told) != "fork":
        raise StillWrong(
            f"A child should be forked, and is {trial.start_method(told)!r}.",
            "A library cannot choose how an application starts its processes: mend the class Accounts.",
        )
    found = _accounts(told)
    if sum(found) != cents:
        raise StillWrong(
            f"A child {where} counts {sum(found)} cents, not {cents}: it sees half of a transfer.",
            "Ask what a thread was doing at the moment of the fork, and which thread of the child completes it.",
        )
    if told.name == "child" and found[1] < _FIRST:
        raise StillWrong(
            f"A child {where} finds {found[1]} cents on the other account, and the parent had {_FIRST} or more there.",
            "Balances cannot be made anew in the child; it needs those of the parent, complete.",
        )


def _accounts(told: Report) -> list[int]:
    """Give the two balances of a report. Raises StillWrong for anything else."""
    found = told.value
    if isinstance(found, list) and len(found) == 2 and all(isinstance(one, int) for one in found):
        return found
    raise StillWrong(
        f'`report("{told.name}", …)` tells {found!r}, and not the cents on the two accounts.',
        "balances() must return the two numbers.",
    )
