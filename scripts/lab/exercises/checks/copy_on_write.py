"""Copy-on-write: a worker that only reads keeps sharing, also when the collector has been there."""

import random

from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial

COUNT = 300_000
GOAL_MIB = 8
"""The reference solution has 2 to 3; the program as it was has 20."""
MOST_MIB = 12
"""What a worker may have had until then: 2 to 3 in the reference solution, 34 where it frees the catalogue."""


def check(program: Program) -> None:
    """Look at the worker at its answer, once with its own collections, and once with more of them."""
    _judge(program, program.run(_seed()), "at its answer")
    _judge(program, program.run(_seed(), schedule=Schedule("collect", 1, one_in=20_000)), "with a full collection")


def _seed() -> int:
    return random.randrange(10**6)


def _judge(program: Program, trial: Trial, when: str) -> None:
    (seed,) = map(int, trial.run.arguments)
    kinds = trial.only("catalogue")
    if kinds.value != ["list"] * 3:
        raise StillWrong(
            f"The catalogue should be a list of {COUNT} lists, and its items are {kinds.value}.",
            "Leave the catalogue as it is, and add something beside it.",
        )
    answer = trial.only("total")
    helpers = any(one.parent == answer.pid for one in trial.run.processes)
    instead = not trial.is_child(answer) or trial.run.path not in answer.command
    if trial.start_method(answer) == "fork" and (helpers or instead):
        raise StillWrong(
            "The worker that the program has forked starts another process to add up, or to tell the total.",
            "Let the worker itself add up and tell the total: another process would copy the catalogue in its place.",
        )
    if trial.start_method(answer) != "fork":
        raise StillWrong(
            f"The total is told by a process of the kind {trial.start_method(answer)!r}, and not by a forked worker.",
            "Only a forked worker shares the memory of its parent: keep the start method, and the work in the worker.",
        )
    prices = random.Random(seed)
    right = sum(prices.randrange(100) for _ in range(COUNT))
    if answer.value != right:
        raise StillWrong(
            f"With the seed {seed} the total is {answer.value}, and should be {right}.",
            "The worker must add up the prices of this catalogue.",
        )
    if answer.uss_mib is None:
        raise StillWrong(
            "The kernel does not tell how much memory the worker has of its own.",
            "Run the checker as the user whose processes these are, on Linux 4.14 or later.",
        )
    program.measured(f"MiB that the worker has of its own, {when}", round(answer.uss_mib, 1), GOAL_MIB)
    if answer.uss_mib > GOAL_MIB:
        raise StillWrong(
            f"The worker has {answer.uss_mib:.0f} MiB of its own {when}, and should have at most {GOAL_MIB}.",
            "Ask what writes into the pages of the catalogue: a use of an object, a collection, or new objects that "
            "are not freed?",
        )
    if answer.had_mib is not None and answer.had_mib > MOST_MIB:
        raise StillWrong(
            f"The worker has {answer.uss_mib:.0f} MiB of its own {when}, but it has had {answer.had_mib:.0f} MiB.",
            "What the worker frees before its answer, it has copied first. Ask what it copies, and why.",
        )
