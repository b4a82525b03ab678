"""Copy-on-write, five minutes: the collector leaves a catalogue alone that was frozen before the fork."""

import random

from scripts.lab.exercises.trial import Program, Schedule, StillWrong, Trial

GOAL_MIB = 8
"""The reference solution has 2 to 3; the program as it was has 22."""
MOST_MIB = 12
"""What a worker may have had until then, as in the longer exercise."""


def check(program: Program) -> None:
    """Look at the worker when it has served, once with its own collection, and once with more of them."""
    _judge(program, program.run(_count()), "when it has served")
    _judge(program, program.run(_count(), schedule=Schedule("collect", 1, one_in=10_000)), "after more collections")


def _count() -> int:
    return random.randrange(300_000, 310_000)


def _judge(program: Program, trial: Trial, when: str) -> None:
    (count,) = map(int, trial.run.arguments)
    kinds = trial.only("catalogue")
    if kinds.value != ["list"] * len(range(0, count, 100_000)) or trial.start_method(kinds) != "program":
        raise StillWrong(
            f"The catalogue should be a list of {count} lists, made in the parent; its items are {kinds.value}.",
            "Leave the catalogue as it is, and keep the collector away from it.",
        )
    collected, served = trial.only("collected"), trial.only("served")
    if collected.pid != served.pid or collected.seconds > served.seconds:
        raise StillWrong(
            "The worker tells that it has served, and the library has not made and collected its garbage there before.",
            "Leave the library, and the call of it in serve(): keep the collector away from the catalogue alone.",
        )
    if trial.start_method(served) == "fork" and not trial.is_child(served):
        raise StillWrong(
            "The worker that the program has forked starts another process to tell that it has served.",
            "Let the worker itself tell it: another process would copy the catalogue in its place.",
        )
    if trial.start_method(served) != "fork":
        raise StillWrong(
            f"A process of the kind {trial.start_method(served)!r} has served, and not a forked worker.",
            "Only a forked worker shares the memory of its parent: keep the start method, and the work in the worker.",
        )
    if served.value != count:
        raise StillWrong(
            f"The worker should have a catalogue of {count} items, and it has {served.value}.",
            "Leave the worker its catalogue: it costs nothing as long as its pages are shared.",
        )
    if served.uss_mib is None:
        raise StillWrong(
            "The kernel does not tell how much memory the worker has of its own.",
            "Run the checker as the user whose processes these are, on Linux 4.14 or later.",
        )
    program.measured(f"MiB that the worker has of its own, {when}", round(served.uss_mib, 1), GOAL_MIB)
    if served.uss_mib > GOAL_MIB:
        raise StillWrong(
            f"The worker has {served.uss_mib:.0f} MiB of its own {when}, and should have at most {GOAL_MIB}.",
            "Ask which objects the collector examines in the worker, and what makes it leave an object alone.",
        )
    if served.had_mib is not None and served.had_mib > MOST_MIB:
        raise StillWrong(
            f"The worker has {served.uss_mib:.0f} MiB of its own {when}, but it has had {served.had_mib:.0f} MiB.",
            "What the worker frees when it has served, it has copied first. Ask what it copies, and why.",
        )
