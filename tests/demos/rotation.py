"""Which interpreters the demos are run on in `make test`, so that it stays short: not always the same ones.

Continuous integration (the variable CI) takes for each outcome the ends of what it is declared for. Elsewhere the demos
run on the running interpreter, on the newest, and on one of the others, which changes from day to day. `make test-all`
runs everything.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import date

from scripts.lab import interpreters
from scripts.lab.interpreters import Interpreter

VARIABLE = "DEMO_ROTATION"
"""A number: one more takes the next interpreter. By default that of the day."""


def set_default(environment: dict[str, str]) -> None:
    """Fix today's number, so that tests that run side by side take the same interpreters also at midnight."""
    environment.setdefault(VARIABLE, str(date.today().toordinal()))


def chosen(found: Sequence[Interpreter], running: Interpreter, environment: Mapping[str, str]) -> list[Interpreter]:
    """Choose from the interpreters of this machine, the oldest first. Raises ValueError for what is no number."""
    usual = [one for one in found if not one.free_threaded]
    always = [one for one in found if one in usual[-1:] or one.executable == running.executable]
    others = [one for one in found if one not in always]
    turn = int(environment[VARIABLE])
    return always + ([others[turn % len(others)]] if others else [])


def in_continuous_integration(environment: Mapping[str, str]) -> bool:
    """Tell whether this is a run in which nothing is left out for a person's sake."""
    return environment.get("CI", "") not in ("", "0", "false")


def describe() -> str:
    """Say for a person which interpreters the demos run on."""
    if in_continuous_integration(os.environ):
        return "demos: on the ends of each range of versions that is declared (CI is set)"
    names = [one.version for one in chosen(interpreters.find(), interpreters.running(), os.environ)]
    return f"demos: on CPython {', '.join(names)} ({VARIABLE}={os.environ[VARIABLE]}; make test-all takes all)"
