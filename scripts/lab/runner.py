"""run(): the one door behind which programs are started."""

import contextlib
import math
import os
import re
import shlex
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from scripts.lab import catalogue, interpreters, limits, modules, slots
from scripts.lab.catalogue import ROOT, Demo
from scripts.lab.errors import InvalidRequest, LaunchError
from scripts.lab.guard.client import GuardFailed, Program, contain
from scripts.lab.interpreters import Interpreter
from scripts.lab.linux import machine
from scripts.lab.records.run import Run
from scripts.lab.records.wire import Limits, Report

MIB = 1 << 20
# No two parts of it can take the same digits, or a line of a million digits would keep it busy for hours.
_MEASUREMENT = re.compile(r"^([a-z][a-z0-9_]*) = (-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)$", re.MULTILINE | re.ASCII)
_LONGEST_NUMBER = 310
"""Characters; the largest float has 309 digits."""
_LEAD_ASTRAY = (
    *("PYTHON", "PYTEST", "IPY", "JPY", "JUPYTER", "MPL", "COV_"),
    *("FORCE_COLOR", "NO_COLOR", "CLICOLOR"),  # a Jupyter kernel sets some, and tracebacks turn colourful
    *("MALLOC_", "LD_PRELOAD", "LC_", "LANG"),
)
"""Variables that change how Python or its C library behaves, or in which language it speaks."""


def run(
    demo: str | None = None,
    *arguments: str,
    module: str | None = None,
    python: str | None = None,
    timeout: float | None = limits.TIMEOUT_SECONDS,
    memory: float | None = None,
    full: bool = False,
    pages: bool = False,
    boundary: str | None = None,
    stop_when_stuck: bool = False,
    locals: bool = False,
    as_is: bool = False,
    variables: Mapping[str, str] | None = None,
) -> Run:
    """Run a demo, or any Python program, contained; return what it did.

    Not more demos run at once than there are processors, and one that measures time runs alone: see `slots.slot`.

    demo: "hazard/name", or the path of a file. arguments: what is passed to it, as text.
    module: in place of a demo, the module that `python -m` is to run; then every positional argument is passed to it.
    python: the interpreter, by version ("3.8", "3.11.2", "3.13t") or path; None for the one that runs this.
    timeout: seconds until it is ended; None for no limit. memory: MiB that all its processes may hold (PSS), by
    default the smaller of 2048 and half of what is available. full: pass --full, the full size of its data, and let it
    hold up to 4096; how much data fits the memory that it may hold, it finds in DATA_MIB in its environment.
    pages: at each mark, also the page map of every process (Linux): which pages are its own, and which it shares.
    boundary: "namespace" or "subreaper", to insist on one; by default the strongest that the system allows.
    stop_when_stuck: end it also as soon as a part of it is proved to be deadlocked. locals: read the local variables of
    each frame as well. as_is: give it the caller's standard input, output and error, its whole environment (but for
    TMPDIR) and its working directory; then stdout and stderr are empty in the Run, it has no measurements and no marks,
    and it is not compared with what is declared. variables: what its environment holds besides.

    Raises InvalidRequest for a request that makes no sense, LaunchError where the machine cannot start a program.
    """
    if module is not None:
        arguments = arguments if demo is None else (demo, *arguments)
    elif demo is None:
        raise InvalidRequest("nothing is given to run: give a demo's name, a file or a module")
    plan = _plan(demo, (*arguments, *(["--full"] if full else [])), python, module, as_is)
    program = _program(plan, timeout, memory)
    program.pages = pages
    program.stop_when_stuck = stop_when_stuck
    program.locals = locals
    program.boundary = boundary
    program.environment |= variables or {}
    try:
        with _slot(plan.demo, program.limits.seconds):
            started = datetime.now().astimezone().isoformat(timespec="seconds")
            report = contain(program)
    except (GuardFailed, OSError, MemoryError, RuntimeError) as error:
        what = str(error).strip().splitlines()
        raise LaunchError(
            f"{module or plan.path.name} could not be started: {what[-1] if what else 'no memory'}"
        ) from error
    return _record(plan, started, report)


def prepared(
    demo: str, arguments: tuple[str, ...], python: str | None = None, timeout: float = limits.TIMEOUT_SECONDS
) -> tuple[Program, str]:
    """What run() would hand to the guard, and the command as a reader would type it. Raises as run() does."""
    plan = _plan(demo, arguments, python)
    return _program(plan, timeout, None), _command(plan.path, plan.words, plan.interpreter)


class _Plan(NamedTuple):
    """What is to be run, and by which interpreter."""

    path: Path
    demo: Demo | None
    words: list[str]
    interpreter: Interpreter
    module: str | None = None
    as_is: bool = False


def _plan(
    demo: str | None, arguments: tuple[str, ...], python: str | None, module: str | None = None, as_is: bool = False
) -> _Plan:
    words = _texts(arguments)
    if module is not None:
        interpreter = interpreters.running() if python is None else interpreters.select(python)
        path = modules.locate(module, interpreter, environment(os.environ, as_is))
        return _Plan(path, None, words, interpreter, module, as_is)
    path, found = catalogue.locate(str(demo))
    interpreter = interpreters.running() if python is None else interpreters.select(python)
    return _Plan(path, found, words, interpreter, None, as_is)


def _program(plan: _Plan, timeout: float | None, memory: float | None) -> Program:
    path, demo, words, interpreter, module, as_is = plan
    full = "--full" in words and module is None
    memory_bytes = limits.memory_bytes(full) if memory is None else int(_positive(memory, "memory", "MiB") * MIB)
    return Program(
        executable=interpreter.executable,
        arguments=[interpreter.executable, *([str(path)] if module is None else ["-m", module]), *words],
        directory=None if demo and not as_is else _current_directory(),
        environment=_with_sizes(environment(os.environ, as_is), memory_bytes, full, keep=as_is),
        limits=Limits(
            seconds=math.inf if timeout is None else _positive(timeout, "timeout", "seconds"),
            memory_bytes=memory_bytes,
            output_bytes=limits.OUTPUT_BYTES,
            processes=limits.PROCESSES,
        ),
        huge_pages=_may_have_huge_pages(demo),
        as_is=as_is,
    )


def _with_sizes(variables: dict[str, str], memory_bytes: int, full: bool, keep: bool) -> dict[str, str]:
    """Add how much data a demo should make. keep: let variables of the same names be as they are."""
    sizes = {
        limits.DATA_VARIABLE: str(limits.data_mib(memory_bytes, full)),
        limits.MEMORY_VARIABLE: str(memory_bytes >> 20),
    }
    return sizes | variables if keep else variables | sizes


def _slot(demo: Demo | None, seconds: float) -> contextlib.AbstractContextManager[object]:
    """The slot of a demo that may run for so many seconds; none for a reader's own program, which may sleep."""
    if demo is None or seconds > slots.LONGEST_SECONDS:
        return contextlib.nullcontext()
    return slots.slot(alone=_declares(demo, "alone"))


def _may_have_huge_pages(demo: Demo | None) -> bool:
    """Whether the kernel may give the program transparent huge pages: a reader's own, and a demo that is about them.

    For the other demos they are turned off. CPython 3.15 asks for them (gh-144319), and the kernel's khugepaged then
    makes one of many small pages at a moment of its own choice: it copies up to 2 MiB that no write has copied.
    """
    return demo is None or _declares(demo, "huge_pages")


def _declares(demo: Demo, flag: str) -> bool:
    if not demo.expectations.exists():
        return False
    from scripts.lab import expectations

    return bool(getattr(expectations.read(demo.expectations), flag))


def environment(callers: Mapping[str, str], as_is: bool = False) -> dict[str, str]:
    """The environment of a program under study: the caller's, without what would make the run a special case.

    as_is: with all of it.
    """
    # By get(), because another thread may remove a variable of os.environ at this moment.
    found = ((name, callers.get(name)) for name in list(callers) if as_is or not name.startswith(_LEAD_ASTRAY))
    kept = {name: value for name, value in found if value is not None}
    if as_is:
        return kept
    # Messages in English and UTF-8 everywhere; and no byte code written beside the demos.
    return kept | {
        "LC_ALL": "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def measurements(stdout: str) -> dict[str, int | float]:
    """The named numbers in a program's output, each on a line of its own: NAME = NUMBER.

    A number that no float can hold is none: JSON has no infinity, and Python reads no integer of any length.
    """
    return {
        name: int(number) if number.lstrip("-").isdigit() else float(number)
        for name, number in _MEASUREMENT.findall(stdout)
        if len(number) <= _LONGEST_NUMBER and math.isfinite(float(number))
    }


def _record(plan: _Plan, started: str, report: Report) -> Run:
    path, demo, words, interpreter, module, as_is = plan
    status = report.status
    exit_code = os.WEXITSTATUS(status) if status is not None and os.WIFEXITED(status) else None
    stdout = report.stdout.decode(errors="replace")
    unjudged = Run(
        demo=demo.name if demo else None,
        path=str(path),
        arguments=words,
        command=_command(path, words, interpreter, module),
        module=module,
        as_is=as_is,
        verdict=report.verdict,
        exit_code=exit_code,
        signal=_signal_name(os.WTERMSIG(status)) if status is not None and os.WIFSIGNALED(status) else None,
        python=interpreter.version,
        executable=interpreter.executable,
        seconds=round(report.seconds, 4),
        started=started,
        stdout=stdout,
        stderr=report.stderr.decode(errors="replace"),
        truncated=report.truncated,
        measurements=measurements(stdout),
        marks=report.marks,
        evidence=report.evidence,
        proof=report.proof,
        deadlocked_threads=report.deadlocked_threads,
        suspected_threads=report.suspected_threads,
        headline=_headline(report),
        processes=report.processes,
        processes_left_out=report.processes_left_out,
        memory=report.memory,
        left_behind=report.left_behind,
        sweep_seconds=round(report.sweep_seconds, 4),
        pid=report.pid,
        machine_pid=report.machine_pid,
        boundary=report.boundary,
        note=report.note,
        failed_starts=report.failed_starts,
        huge_pages=_huge_pages(demo) if report.marks else None,
        expected=None,
        differences=[],
    )
    if demo is None or as_is:
        return unjudged
    from scripts.lab import expectations

    outcome = expectations.declared(demo, interpreter.version, interpreter.free_threaded, sys.platform, words)
    if outcome is None:
        return unjudged
    differences = expectations.judge(unjudged, outcome)
    return unjudged.replace(expected=not differences, differences=differences)


def _headline(report: Report) -> str | None:
    if not report.evidence:
        return None
    from scripts.lab.show.headline import headline

    stuck = {(pid, tid) for pid, tid in report.deadlocked_threads}
    return headline(report.evidence, report.verdict, stuck, {(pid, tid) for pid, tid in report.suspected_threads})


def _huge_pages(demo: Demo | None) -> str | None:
    setting = machine.huge_pages()
    return setting if setting is None or _may_have_huge_pages(demo) else "never"


def _command(path: Path, words: list[str], interpreter: Interpreter, module: str | None = None) -> str:
    is_running = interpreter.executable == sys.executable
    major, minor = interpreter.version_info[:2]
    name = "python" if is_running else f"python{major}.{minor}{'t' if interpreter.free_threaded else ''}"
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
    return shlex.join([name, *([shown] if module is None else ["-m", module]), *words])


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"  # a real-time signal has no name of its own


def _texts(arguments: tuple[Any, ...]) -> list[str]:
    words = [str(one) for one in arguments]
    for word in words:
        if "\0" in word:
            raise InvalidRequest(f"the argument {word!r} has a NUL in it, which no program can be given")
    return words


def _positive(value: float, what: str, unit: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (number > 0 and math.isfinite(number)):
        raise InvalidRequest(f"the {what} {value!r} is no limit: give a number of {unit} above 0")
    return number


def _current_directory() -> str | None:
    try:
        return os.getcwd()
    except OSError:
        return None
