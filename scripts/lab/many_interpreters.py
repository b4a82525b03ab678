"""The same demo, or several demos, on every interpreter that this machine has, and as recorded on the others."""

import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from scripts.lab import catalogue, expectations, interpreters, limits
from scripts.lab.interpreters import Interpreter
from scripts.lab.recorder.work import is_missing
from scripts.lab.recordings.lookup import recorded_runs
from scripts.lab.records.run import Run
from scripts.lab.runner import run
from scripts.lab.show.tables.outcomes import ByVersion, Everywhere
from scripts.lab.show.verdict import Outcome
from scripts.lab.versions import STUDIED, Version


def everywhere(demo: str, *arguments: str, known: Mapping[str, Outcome] | None = None) -> Everywhere:
    """Run a demo once on each CPython found, 3.8 and later, as many at once as there are processors.

    What comes back has the recorded runs of the versions that are not on this machine, or lack a package that the demo
    needs, and says of which lines of CPython there is neither.
    demo, arguments: as for run(). known: what to say of a run that printed something, see `verdict.outcome`.
    """
    found = interpreters.find()
    calls = {"": [demo, *arguments]}
    able = _able(calls, found)
    recorded = _elsewhere(_recorded(calls), able)
    return Everywhere(_all_runs(calls, able)[""], _absent(found, recorded), recorded[""], known)


def by_version(
    programs: Mapping[str, str], known: Mapping[str, Outcome] | None = None, run_again: bool = True
) -> ByVersion:
    """Run several demos once on each CPython found, 3.8 and later; as many at once as there are processors.

    What comes back has recorded runs as well, as for `everywhere`.
    programs: what each does, in a few words, and the demo with its arguments, as in a shell:
    `{"forked while a thread holds the lock": "lock-inheritance/held_at_fork fork"}`. known: see `verdict.outcome`.
    run_again: False where only the interpreter of the book is to run what is recorded of the others.
    """
    found = interpreters.find()
    calls = {words: shlex.split(command) for words, command in programs.items()}
    able, recorded = _able(calls, found), _recorded(calls)
    if not run_again:
        able = _without_recorded(able, recorded)
    recorded = _elsewhere(recorded, able)
    return ByVersion(_all_runs(calls, able), _absent(found, recorded), recorded, known)


Calls = Mapping[str, Sequence[str]]
Able = Mapping[str, Sequence[Interpreter]]
Recorded = Mapping[str, Sequence[Run]]


def _able(calls: Calls, found: Sequence[Interpreter]) -> Able:
    """Give the interpreters that have the packages of each call's demo."""
    able = {}
    for words, (name, *arguments) in calls.items():
        demo = catalogue.locate(name)[1]
        needs = expectations.read(demo.expectations).needed(arguments) if demo and demo.expectations.exists() else ()
        able[words] = [one for one in found if not any(is_missing(one.executable, package) for package in needs)]
    return able


def _without_recorded(able: Able, recorded: Recorded) -> Able:
    """Leave out the interpreters whose run is recorded, but for the one that runs this."""
    here = interpreters.running().version
    known = {words: {one.python for one in runs} - {here} for words, runs in recorded.items()}
    return {words: [one for one in line if one.version not in known[words]] for words, line in able.items()}


def _all_runs(calls: Calls, able: Able) -> dict[str, list[Run]]:
    """Make each of the calls of run() on each interpreter, as many at once as there are processors."""
    with ThreadPoolExecutor(limits.processors()) as pool:
        started = {
            words: [pool.submit(run, *call, python=one.executable) for one in able[words]]
            for words, call in calls.items()
        }
        try:
            return {words: [future.result() for future in line] for words, line in started.items()}
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # those that run are waited for, and swept up, on leaving
            raise


def _recorded(calls: Calls) -> Recorded:
    return {words: recorded_runs(demo, *arguments) for words, (demo, *arguments) in calls.items()}


def _elsewhere(recorded: Recorded, able: Able) -> Recorded:
    """Give the recorded runs of each call on the versions that do not run it here."""
    here = {words: {one.version for one in line} for words, line in able.items()}
    return {words: [one for one in runs if one.python not in here[words]] for words, runs in recorded.items()}


def _absent(found: Sequence[Interpreter], recorded: Mapping[str, Sequence[Run]]) -> list[str]:
    known = {Version(one.version).line for one in found}
    known |= {Version(one.python).line for runs in recorded.values() for one in runs}
    return [line for line in STUDIED if line not in known]
