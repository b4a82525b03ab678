"""The same demo, or several demos, on every interpreter that this machine has."""

import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from scripts.lab import interpreters, limits
from scripts.lab.records.run import Run
from scripts.lab.runner import run
from scripts.lab.show.tables.outcomes import ByVersion, Everywhere
from scripts.lab.show.verdict import Outcome
from scripts.lab.versions import STUDIED, Version


def everywhere(demo: str, *arguments: str, known: Mapping[str, Outcome] | None = None) -> Everywhere:
    """Run a demo once on each CPython found, 3.8 and later, as many at once as there are processors.

    What comes back says which lines of CPython are not on this machine.
    demo, arguments: as for run(). known: what to say of a run that printed something, see `verdict.outcome`.
    """
    found = interpreters.find()
    return Everywhere(_all_runs({"": [demo, *arguments]}, found)[""], _absent(found), known)


def by_version(programs: Mapping[str, str], known: Mapping[str, Outcome] | None = None) -> ByVersion:
    """Run several demos once on each CPython found, 3.8 and later; as many at once as there are processors.

    programs: what each does, in a few words, and the demo with its arguments, as in a shell:
    `{"forked while a thread holds the lock": "lock-inheritance/held_at_fork fork"}`. known: see `verdict.outcome`.
    """
    found = interpreters.find()
    calls = {words: shlex.split(command) for words, command in programs.items()}
    return ByVersion(_all_runs(calls, found), _absent(found), known)


def _all_runs(calls: Mapping[str, Sequence[str]], found: Sequence[interpreters.Interpreter]) -> dict[str, list[Run]]:
    """Make each of the calls of run() on each interpreter, as many at once as there are processors."""
    with ThreadPoolExecutor(limits.processors()) as pool:
        started = {
            words: [pool.submit(run, *call, python=one.executable) for one in found] for words, call in calls.items()
        }
        try:
            return {words: [future.result() for future in line] for words, line in started.items()}
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # those that run are waited for, and swept up, on leaving
            raise


def _absent(found: Sequence[interpreters.Interpreter]) -> list[str]:
    present = {Version(one.version).line for one in found}
    return [line for line in STUDIED if line not in present]
