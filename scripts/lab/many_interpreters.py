"""The same demo, or several demos, on every interpreter that this machine has, and as recorded on the others."""

import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from scripts.lab import interpreters, limits
from scripts.lab.recordings.lookup import recorded_runs
from scripts.lab.records.run import Run
from scripts.lab.runner import run
from scripts.lab.show.tables.outcomes import ByVersion, Everywhere
from scripts.lab.show.verdict import Outcome
from scripts.lab.versions import STUDIED, Version


def everywhere(demo: str, *arguments: str, known: Mapping[str, Outcome] | None = None) -> Everywhere:
    """Run a demo once on each CPython found, 3.8 and later, as many at once as there are processors.

    What comes back has the recorded runs of the versions that are not on this machine, and says of which lines of
    CPython there is neither.
    demo, arguments: as for run(). known: what to say of a run that printed something, see `verdict.outcome`.
    """
    found = interpreters.find()
    calls = {"": [demo, *arguments]}
    recorded = _recorded(calls, found)
    return Everywhere(_all_runs(calls, found)[""], _absent(found, recorded), recorded[""], known)


def by_version(programs: Mapping[str, str], known: Mapping[str, Outcome] | None = None) -> ByVersion:
    """Run several demos once on each CPython found, 3.8 and later; as many at once as there are processors.

    What comes back has recorded runs as well, as for `everywhere`.
    programs: what each does, in a few words, and the demo with its arguments, as in a shell:
    `{"forked while a thread holds the lock": "lock-inheritance/held_at_fork fork"}`. known: see `verdict.outcome`.
    """
    found = interpreters.find()
    calls = {words: shlex.split(command) for words, command in programs.items()}
    recorded = _recorded(calls, found)
    return ByVersion(_all_runs(calls, found), _absent(found, recorded), recorded, known)


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


def _recorded(calls: Mapping[str, Sequence[str]], found: Sequence[interpreters.Interpreter]) -> dict[str, list[Run]]:
    """Give the recorded runs of each call on the versions that are not here."""
    here = {one.version for one in found}
    return {
        words: [one for one in recorded_runs(demo, *arguments) if one.python not in here]
        for words, (demo, *arguments) in calls.items()
    }


def _absent(found: Sequence[interpreters.Interpreter], recorded: Mapping[str, Sequence[Run]]) -> list[str]:
    known = {Version(one.version).line for one in found}
    known |= {Version(one.python).line for runs in recorded.values() for one in runs}
    return [line for line in STUDIED if line not in known]
