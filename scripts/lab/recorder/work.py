"""What there is to record: each demo, with each of its declared arguments, on each interpreter."""

import inspect
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from scripts.lab import catalogue, expectations, interpreters
from scripts.lab.catalogue import Demo
from scripts.lab.expectations import Expectations, is_installed
from scripts.lab.interpreters import Interpreter
from scripts.lab.recordings import files
from scripts.lab.records.recording import RecordedOutcome


@dataclass(frozen=True)
class Job:
    """One run to be made."""

    demo: Demo
    declared: Expectations
    arguments: tuple[str, ...]
    interpreter: Interpreter

    def __str__(self) -> str:
        return f"{' '.join([self.demo.name, *self.arguments])} on CPython {self.interpreter.version}"


def chosen_demos(names: Sequence[str]) -> list[Demo]:
    """Give the demos with these names; all of them where none is named. Raises InvalidRequest."""
    return [catalogue.find(name) for name in dict.fromkeys(names)] or catalogue.demos()


def chosen_interpreters(requests: Sequence[str]) -> list[Interpreter]:
    """Give the interpreters that are asked for; every one that is found where none is. Raises InvalidRequest."""
    chosen = [interpreters.select(request) for request in requests] or interpreters.find()
    by_version = {one.version: one for one in reversed(chosen)}  # of two builds of one version the first
    return sorted(by_version.values(), key=lambda one: (one.version_info, one.free_threaded))


def jobs(demos: Iterable[Demo], on: Sequence[Interpreter]) -> Iterator[Job]:
    """Give every run that is declared for this system, where the packages that it needs are installed."""
    for demo in demos:
        declared = expectations.read(demo.expectations)
        for arguments in dict.fromkeys(outcome.arguments for outcome in declared.outcomes):
            needed = declared.needed(arguments)
            for interpreter in on:
                is_declared = expectations.declared(
                    demo, interpreter.version, interpreter.free_threaded, sys.platform, arguments
                )
                if is_declared and not any(is_missing(interpreter.executable, one) for one in needed):
                    yield Job(demo, declared, arguments, interpreter)


def is_recorded(job: Job) -> bool:
    """Tell whether the job's run is recorded, of the program and the expectation file of today."""
    return any(
        digests == digests_of(job.demo)
        for outcome in files.outcomes(job.demo.name)
        if outcome.arguments == list(job.arguments)
        for digests in [outcome.interpreters.get(name) for name in names_of(job.interpreter, outcome)]
    )


def names_of(interpreter: Interpreter, outcome: RecordedOutcome) -> list[str]:
    """Give the names in an outcome that mean this version of CPython."""
    known = files.interpreters()
    return [name for name in outcome.interpreters if name in known and known[name].version == interpreter.version]


def digests_of(demo: Demo) -> list[str]:
    """Give the digests of a demo's program and of its expectation file."""
    return [files.digest(demo.path), files.digest(demo.expectations)]


@cache
def is_missing(executable: str, package: str) -> bool:
    """Ask an interpreter whether it lacks a package, as a demo of the lab would find it."""
    question = f"import sys, importlib.util\n{inspect.getsource(is_installed)}\n"
    question += "sys.exit(not is_installed(sys.argv[1]))"
    return subprocess.run([executable, "-I", "-c", question, package], stdin=subprocess.DEVNULL).returncode != 0
