"""Fork versus spawn, five minutes: a worker is sent a value that its own run of the main module would draw anew."""

import random
import re
import time

from scripts.lab.exercises.trial import Program, StillWrong

_TIMES = 2
_UNITS = (1, 1e3, 1e6, 1e9)
_NOW_SECONDS = 60


def check(program: Program) -> None:
    """Start two or three workers, twice, so that a session which never changes is found."""
    sessions = [_session(program) for _ in range(_TIMES)]
    if len(set(map(str, sessions))) == 1:
        raise StillWrong(
            f"The session is {sessions[0]} in every run of the program.",
            "Let the program draw a number in each run, and ask how it can reach the workers.",
        )


def _session(program: Program) -> object:
    count = random.randrange(2, 4)
    trial = program.run(count)
    worked = trial.told("worked")
    methods = {trial.start_method(one) for one in worked} - {"spawn"}
    if methods:
        raise StillWrong(
            f"The workers should be spawned; one that works is of the kind {min(methods)!r}.",
            "Ask what a spawned worker runs again of your file, and what it gets from its parent.",
        )
    if len(worked) != count:
        raise StillWrong(
            f"{count} workers should work, and {len(worked)} did.",
            'Start as many workers as the command line says, and leave the call of `report("worked", …)` in each.',
        )
    sessions = [one.value for one in trial.told("session") if trial.start_method(one) == "program"]
    if len(sessions) != 1 or len(trial.told("session")) != 1:
        raise StillWrong(
            f"The program should tell its session once; it was told {len(trial.told('session'))} times.",
            'Leave the call of `report("session", …)` where only the program gets to.',
        )
    other = [one.value for one in worked if one.value != sessions[0]]
    if other:
        raise StillWrong(
            f"The program has the session {sessions[0]}, and a worker works in the session {other[0]}.",
            "Ask where the worker's value comes from: from its parent, or from its own run of the main module?",
        )
    program_told = trial.only("session")
    ids = {str(program_told.pid), str(program_told.machine_pid), str(program_told.parent_pid)}
    if ids & set(re.findall(r"\d+", str(sessions[0]))):
        raise StillWrong(
            f"The session {sessions[0]} is the id of a process, and the kernel gives the same id to a later process.",
            "Let the program draw a random number, as it did, and ask how it can reach the workers.",
        )
    if isinstance(sessions[0], int) and any(abs(sessions[0] / unit - time.time()) < _NOW_SECONDS for unit in _UNITS):
        raise StillWrong(
            f"The session {sessions[0]} is the time, and a program that begins at the same moment has the same.",
            "Let the program draw a random number, as it did, and ask how it can reach the workers.",
        )
    return sessions[0]
