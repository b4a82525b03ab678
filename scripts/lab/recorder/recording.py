"""Make the runs that are not recorded yet, and write each down as soon as it is there."""

import time
from collections.abc import Callable, Container, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from scripts.lab import expectations, limits
from scripts.lab.catalogue import Demo
from scripts.lab.errors import LaunchError
from scripts.lab.recorder.merging import by_version, merged
from scripts.lab.recorder.work import Job, chosen_demos, chosen_interpreters, digests_of, is_recorded, jobs
from scripts.lab.recordings import files
from scripts.lab.recordings.lookup import as_on
from scripts.lab.recordings.machine import described
from scripts.lab.records.recording import RecordedInterpreter, RecordedOutcome
from scripts.lab.records.run import Run
from scripts.lab.runner import run
from scripts.lab.versions import Version

_REPORT_SECONDS = 10.0


@dataclass
class Summary:
    """What a recording did."""

    recorded: int = 0
    up_to_date: int = 0
    left: int = 0
    """Runs that are still to be made: it was interrupted, if there are any."""
    refused: list[str] = field(default_factory=list)
    """A line for each run that could not be made, or that did not go as declared: it is not recorded."""


def record(
    demos: Sequence[str] = (),
    pythons: Sequence[str] = (),
    again: bool = False,
    report: Callable[[str], None] | None = None,
) -> Summary:
    """Record demos on interpreters; ^C ends it, and what was recorded until then stays.

    demos: names, "hazard/name"; none for all. pythons: versions or paths; none for all that are found. again: make
    also runs that are recorded already. report: is called with a line now and then. Raises InvalidRequest.
    """
    on, chosen = chosen_interpreters(pythons), chosen_demos(demos)
    for demo in chosen:
        _judge_what_cannot_be_made_again(demo, {one.version for one in on})
    everything = list(jobs(chosen, on))
    todo = [job for job in everything if again or not is_recorded(job)]
    summary = Summary(up_to_date=len(everything) - len(todo), left=len(todo))
    if not todo:
        _forget_what_is_gone()
        return summary
    writer = _Writer({one.version: described(one) for one in on})
    tell = _Progress(len(todo), report)
    # A demo that measures time gets all slots, and none would be free beside the others: so those come last.
    try:
        for beside in (True, False):
            part = [job for job in todo if job.declared.alone is not beside]
            for job, done in finished(part, limits.processors() if beside else 1):
                summary.left -= 1
                if isinstance(done, str):
                    summary.refused.append(done)
                else:
                    writer.write(job, done)
                    summary.recorded += 1
                tell(job, done)
    except KeyboardInterrupt:
        return summary
    _forget_what_is_gone()
    return summary


def finished(todo: Sequence[Job], workers: int) -> Iterator[tuple[Job, Run | str]]:
    """Make runs, so many at once, and give each when it is done; a text for one that is not fit to be recorded."""
    waiting = list(reversed(todo))
    with ThreadPoolExecutor(workers) as pool:
        going: dict[Future[Run | str], Job] = {}
        while waiting or going:
            while waiting and len(going) < workers:
                job = waiting.pop()
                going[pool.submit(_made, job)] = job
            for future in wait(going, return_when=FIRST_COMPLETED).done:
                yield going.pop(future), future.result()


def _made(job: Job) -> Run | str:
    try:
        done = run(job.demo.name, *job.arguments, python=job.interpreter.executable, pages=job.declared.pages)
    except LaunchError as error:
        return f"{job}: {error}"
    if done.expected is not True:
        return f"{job} did not go as declared: {'; '.join(done.differences) or 'nothing is declared'}"
    return done


class _Writer:
    """Puts runs into the files, one after the other."""

    def __init__(self, interpreters: dict[str, RecordedInterpreter]) -> None:
        self.facts = interpreters

    def write(self, job: Job, done: Run) -> None:
        with files.alone():
            name = self._name(job.interpreter.version)
            found = merged(files.outcomes(job.demo.name), job, done, name)
            files.write_outcomes(job.demo.name, found)

    def _name(self, version: str) -> str:
        """Give the interpreter's name in the files; one that is new, or of another machine or day, is written down."""
        known, here = files.interpreters(), self.facts[version]
        for number in range(1, len(known) + 2):
            name = version if number == 1 else f"{version} ({number})"
            if known.get(name) == here:
                return name
            if name not in known:
                known[name] = here
                files.write_interpreters(dict(sorted(known.items(), key=by_version)))
                return name
        raise AssertionError("as many names as interpreters cannot all be taken")


def _judge_what_cannot_be_made_again(demo: Demo, here: Container[str]) -> None:
    """Judge recorded runs on other interpreters by an expectation file that was changed since; keep those that fit.

    What does not fit keeps the digest of the old file, and `check` says so.
    """
    program, declared = digests_of(demo)
    known = files.interpreters()
    with files.alone():
        there = files.outcomes(demo.name)
        found = []
        for outcome in there:
            digests = dict(outcome.interpreters)
            for name, of_then in outcome.interpreters.items():
                is_old = of_then[0] == program and of_then[1] != declared
                if is_old and known[name].version not in here and not _differences(demo, outcome, name):
                    digests[name] = [program, declared]
            found.append(outcome.replace(interpreters=digests))
        if found != there:
            files.write_outcomes(demo.name, found)


def _differences(demo: Demo, outcome: RecordedOutcome, name: str) -> list[str]:
    run = as_on(demo.name, outcome, name)
    version = Version(run.python)
    declared = expectations.declared(demo, run.python, version.free_threaded, "linux", outcome.arguments)
    return ["nothing is declared"] if declared is None else expectations.judge(run, declared)


def _forget_what_is_gone() -> None:
    """Drop interpreters that no outcome names any more."""
    with files.alone():
        named = {name for demo in files.demos() for one in files.outcomes(demo) for name in one.interpreters}
        known = files.interpreters()
        if set(known) - named:
            files.write_interpreters({name: facts for name, facts in known.items() if name in named})


class _Progress:
    """Says now and then how far a recording is."""

    def __init__(self, number: int, report: Callable[[str], None] | None) -> None:
        self.number, self.done, self.report = number, 0, report
        self.started = self.told = time.monotonic()

    def __call__(self, job: Job, done: Run | str) -> None:
        self.done += 1
        now = time.monotonic()
        if self.report and (now - self.told >= _REPORT_SECONDS or self.done == self.number):
            self.told = now
            left = (now - self.started) / self.done * (self.number - self.done)
            summary = done if isinstance(done, str) else f"{job}: {done.summary}"
            self.report(f"{self.done} of {self.number} runs, about {left / 60:.0f} min left; {summary}")
