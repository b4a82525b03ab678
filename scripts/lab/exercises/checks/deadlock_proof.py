"""The deadlock proof: no lock is taken twice, no payment is lost, and the program reads before it waits."""

import random

from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial

_SCHEDULES = 4
_MOST_SECONDS = 0.6
_TRIES = 5


def check(program: Program) -> None:
    """Pay little, then with pauses between the instructions of the program, then more than a pipe holds."""
    count = random.randrange(50, 200)
    _judge(program.run(count), count, "")
    for seed in range(_SCHEDULES):
        count = random.randrange(10, 20)
        schedule = Schedule("pause", seed, one_in=8)
        _judge(program.run(count, schedule=schedule), count, ", when both workers run at the same time")
    _pay_much(program)
    count = random.randrange(130_000, 140_000)  # more than the largest pipe holds that a user can have, of 1 MiB
    _judge(program.run(count), count, "")


def _pay_much(program: Program) -> None:
    """Judge a program by the quickest of some runs: it must not wait until a time limit is over."""
    waited = []
    for _ in range(_TRIES):
        count = random.randrange(20_000, 25_000)
        trial = program.run(count)
        _judge(trial, count, "")
        waited.append(trial.only("receipts").seconds - max(one.seconds for one in trial.told("paid")))
        if waited[-1] < _MOST_SECONDS:
            return
    raise StillWrong(
        f"The workers have paid everything, and the program goes on only {min(waited):.1f} s later.",
        "Ask what the program waits for in this time, and which call of it would let the workers end at once.",
    )


def _judge(trial: Trial, count: int, when: str) -> None:
    paid = {one.pid for one in trial.told("paid") if trial.start_method(one) != "program"}
    if len(paid) != 2 or len(trial.told("paid")) != 2:
        raise StillWrong(
            f"Two workers should pay, each in a process of its own; {len(paid)} told that they did.",
            'Start two workers, and leave the call of `report("paid")` in each of them.',
        )
    cents = trial.only("cents")
    receipts = trial.only("receipts")
    if {trial.start_method(cents), trial.start_method(receipts)} != {"program"}:
        raise StillWrong(
            "A worker tells what has arrived, and the program should tell it.",
            'Leave `report("receipts", …)` and `report("cents", …)` in the program itself.',
        )
    if cents.value != 4 * count:
        raise StillWrong(
            f"The account has {cents.value} cents, and should have {4 * count}{when}: payments are lost.",
            "Ask of each line that changes the account: does this process hold the lock there, whichever method "
            "called it, and is it the same lock in both workers?",
        )
    told = receipts.value
    if not isinstance(told, list) or len(told) != 3:
        raise StillWrong(
            f"It tells {str(told)[:60]} of its receipts, and not how many differ, the least, and the greatest.",
            "Leave the three calls of `report()` as they were.",
        )
    if told[0] != 4 * count:
        raise StillWrong(
            f"{4 * count} payments have {told[0]} different receipts{when}.",
            "Each worker hands over a receipt for each of its payments, and reads the balance before another worker "
            "can pay.",
        )
    if told[1:] != [1, 4 * count]:
        raise StillWrong(
            f"The receipts go from {told[1]} to {told[2]}, and the balances of the account from 1 to {4 * count}.",
            "A receipt is the balance right after the payment, which no other payment has: not a number of the worker.",
        )
