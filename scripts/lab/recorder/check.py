"""Is what is recorded still true? Compare it with the demos of today, and with new runs."""

import random
from collections.abc import Iterable, Iterator, Sequence

from scripts.lab import catalogue, limits
from scripts.lab.recorder.recording import finished
from scripts.lab.recorder.work import Job, chosen_demos, chosen_interpreters, digests_of, jobs, names_of
from scripts.lab.recordings import files
from scripts.lab.recordings.alike import likeness
from scripts.lab.recordings.stable import stable
from scripts.lab.records.recording import RecordedOutcome
from scripts.lab.records.run import Run

_TRIES = 3
"""A run whose outcome differs is made again so often: what a demo prints may depend on the scheduler."""


def check(
    demos: Sequence[str] = (), pythons: Sequence[str] = (), sample: int | None = None, seed: int | None = None
) -> list[str]:
    """Give a line for each thing that is not as recorded; an empty list where everything is.

    demos, pythons: as for `record`. sample: how many runs to make, chosen at random; None for all of them, 0 to compare
    digests alone. Raises InvalidRequest, and BadResults for a file that cannot be read.
    """
    chosen = chosen_demos(demos)
    complaints = list(_of_the_files(demos)) + [line for demo in chosen for line in _of_digests(demo)]
    present = list(jobs(chosen, chosen_interpreters(pythons)))
    complaints += _in_short("not recorded", [job for job in present if not _outcomes(job)])
    todo = [job for job in present if _outcomes(job)]
    if sample is not None and sample < len(todo):
        todo = random.Random(seed).sample(todo, sample)
    return complaints + list(_of_runs(todo))


def _of_the_files(demos: Sequence[str]) -> Iterator[str]:
    there = {one.name for one in catalogue.demos()}
    for name, file in files.demos().items():
        if name not in there and not demos:
            yield f"{files.shown(file)}: there is no such demo any more"


def _of_digests(demo: catalogue.Demo) -> Iterator[str]:
    program, declared = digests_of(demo)
    for what, place, today in (("program", 0, program), ("expectation file", 1, declared)):
        changed = {
            name: None
            for outcome in files.outcomes(demo.name)
            for name, digests in outcome.interpreters.items()
            if digests[place] != today
        }
        if changed:
            yield f"{demo.name}: its {what} was changed since it was recorded on {', '.join(changed)}"


def _of_runs(todo: Sequence[Job]) -> Iterator[str]:
    alone = [job for job in todo if job.declared.alone]
    beside = [job for job in todo if not job.declared.alone]
    for part, workers in ((beside, limits.processors()), (alone, 1)):
        for _ in range(_TRIES):
            failed = [(job, what) for job, done in finished(part, workers) if (what := _complaint(job, done))]
            part = [job for job, _what in failed]
        yield from (what for _job, what in failed)


def _complaint(job: Job, done: Run | str) -> str | None:
    if isinstance(done, str):
        return done
    recorded = _outcomes(job)
    if likeness(stable(done), job.declared) in [likeness(one.run, job.declared) for one in recorded]:
        return None
    before = " or ".join(dict.fromkeys(one.run.summary for one in recorded))
    return f"{job}: recorded was {before}, and now it is {done.summary}" + (
        ", with other lines printed" if done.summary == before else ""
    )


def _outcomes(job: Job) -> list[RecordedOutcome]:
    return [
        outcome
        for outcome in files.outcomes(job.demo.name)
        if outcome.arguments == list(job.arguments) and names_of(job.interpreter, outcome)
    ]


def _in_short(what: str, found: Iterable[Job]) -> list[str]:
    """Say it of each demo once, with the versions."""
    by_demo: dict[str, dict[str, None]] = {}
    for job in found:
        by_demo.setdefault(" ".join([job.demo.name, *job.arguments]), {})[job.interpreter.version] = None
    return [f"{command}: {what} on {', '.join(versions)}" for command, versions in by_demo.items()]
