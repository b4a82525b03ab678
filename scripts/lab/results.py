"""A run where this machine can make it, and else the recorded one."""

import contextlib
import sys
from typing import Any

from scripts.lab import catalogue, expectations
from scripts.lab.errors import LaunchError
from scripts.lab.recordings.lookup import recorded
from scripts.lab.records.run import Run
from scripts.lab.runner import run


def run_or_recorded(demo: str, *arguments: str, **options: Any) -> Run:
    """Run a demo where this machine can; else give its recorded run. arguments, options: as for `runner.run`.

    It can where the packages that the demo needs are installed, something is declared for this system, and there is
    memory enough. Raises as run() does, and LaunchError where neither can be had.
    """
    if why_not(demo, *arguments) is not None:
        return recorded(demo, *arguments)
    done = run(demo, *arguments, **options)
    if done.verdict == "memory-limit" and done.demo is not None:
        with contextlib.suppress(LaunchError):
            return recorded(demo, *arguments)
    return done


def why_not(demo: str, *arguments: str) -> str | None:
    """Say why this machine and interpreter cannot run a demo, in words that end a sentence; None where they can."""
    found = catalogue.locate(demo)[1]
    if found is None or not found.expectations.exists():
        return None  # a program of the reader's own, or one of which nothing is known
    declared = expectations.read(found.expectations)
    if missing := declared.missing(arguments):
        return f"{' and '.join(missing)} is not installed here"
    if not any(sys.platform in outcome.platform for outcome in declared.outcomes):
        return f"{sys.platform} does not show what it needs"
    return None
