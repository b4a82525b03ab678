"""Recorded runs, found by demo, arguments and version; each says where and when it was.

A recording counts for as long as the program's text is the one that ran. What stands for an interpreter is the first
run with the same outcome, with this interpreter's own measurements; the run's note says so.
"""

import re
import shlex
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from scripts.lab import catalogue
from scripts.lab.catalogue import Demo
from scripts.lab.errors import LaunchError
from scripts.lab.recordings import files
from scripts.lab.records.recording import RecordedOutcome
from scripts.lab.records.run import Run
from scripts.lab.versions import Version


def recorded(demo: str, *arguments: str, python: str | None = None) -> Run:
    """Give the recorded run of a demo with these arguments; it shows itself with its date and place.

    python: the version it ran on, "3.13.0" or "3.13"; by default the running one if it was recorded, else another of
    its line, else the newest. Raises LaunchError where there is none, or the program has been changed since.
    """
    found = catalogue.find(demo)
    words = [str(one) for one in arguments]
    there = recorded_runs(demo, *words)
    wanted = there if python is None else [one for one in there if _is_version(one.python, python)]
    if wanted:
        here = Version(".".join(map(str, sys.version_info[:3])))
        return max(wanted, key=lambda one: _nearness(Version(one.python), here))
    command = shlex.join([found.name, *words])
    if any(outcome.arguments == words for outcome in files.outcomes(found.name)) and not there:
        raise LaunchError(f"{command} has been changed since it was recorded: python -m scripts record {command}")
    raise LaunchError(f"no run of {command} is recorded{f' for CPython {python}' if python else ''}")


def recorded_runs(demo: str, *arguments: str) -> list[Run]:
    """Give the recorded run of a demo with these arguments on each interpreter, oldest version first.

    A program that is no demo has none. Raises InvalidRequest where there is no such program.
    """
    found = catalogue.locate(demo)[1]
    if found is None:
        return []
    runs = [
        as_on(demo, outcome, interpreter)
        for outcome in current(found, [str(one) for one in arguments])
        for interpreter in outcome.interpreters
    ]
    return sorted(runs, key=lambda one: in_order(one.python))


def current(demo: Demo, arguments: Sequence[str]) -> list[RecordedOutcome]:
    """Give the outcomes with these arguments, each with the interpreters on which the program of today gave it."""
    program = files.digest(demo.path)
    found = []
    for outcome in files.outcomes(demo.name):
        if outcome.arguments == list(arguments):
            of_today = {name: digests for name, digests in outcome.interpreters.items() if digests[0] == program}
            if of_today:
                found.append(outcome.replace(interpreters=of_today))
    return found


def as_on(demo: str, outcome: RecordedOutcome, interpreter: str) -> Run:
    """Give the run that stands for an interpreter among those that gave an outcome."""
    where = files.interpreters()[interpreter]
    own = {name: of[interpreter][0] for name, of in outcome.measurements.items() if interpreter in of}
    first = outcome.run
    run = first.replace(
        python=where.version,
        seconds=outcome.seconds[interpreter][0],
        measurements=own,
        recorded=where.place,
        started=where.date,
    )
    if where.version == first.python:
        return run
    executable = "python" + ".".join(map(str, Version(where.version).first(2))) + "t" * where.version.endswith("t")
    return run.replace(
        executable=executable,
        command=shlex.join([executable, *shlex.split(first.command)[1:]]),
        stdout=with_measurements(first.stdout, own),
        note=f"CPython {first.python} stands for it here: the outcome is the same, and the measurements are its own.",
    )


def with_measurements(stdout: str, measurements: dict[str, Any]) -> str:
    """Put other numbers into the lines NAME = NUMBER; a line whose number is not given is left out."""
    lines = []
    for line in stdout.split("\n"):
        name, separator, number = line.partition(" = ")
        if separator and re.fullmatch("[a-z][a-z0-9_]*", name) and re.fullmatch(r"-?[\d.]+(e[-+]?\d+)?", number):
            if name not in measurements:
                continue
            line = f"{name} = {measurements[name]}"
        lines.append(line)
    return "\n".join(lines)


def in_order(version: str) -> tuple[Version, bool]:
    """Sort versions; a free-threaded build behind the other one."""
    return Version(version), version.endswith("t")


def versions() -> list[str]:
    """List the versions on which demos were recorded, oldest first, a free-threaded build behind the other one."""
    return sorted({one.version for one in files.interpreters().values()}, key=in_order)


def in_words(some: Iterable[str]) -> str:
    """List versions, oldest first: "3.8, 3.9, 3.11.2, 3.13t".

    The third number stands where several versions of a line are recorded.
    """
    chosen = sorted(set(some), key=in_order)
    short = {one: _line(one) for one in {*chosen, *versions()}}
    lines = list(short.values())
    return ", ".join(short[one] if lines.count(short[one]) == 1 else one for one in chosen)


def _line(version: str) -> str:
    return Version(version).line + "t" * version.endswith("t")


def _nearness(version: Version, here: Version) -> tuple[bool, bool, bool, Version]:
    return (version == here, version.line == here.line, not version.free_threaded, version)


def _is_version(version: str, wanted: str) -> bool:
    return version == wanted or (version.startswith(f"{wanted}.") and version.endswith("t") == wanted.endswith("t"))
