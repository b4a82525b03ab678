"""Where a new run belongs among the recorded outcomes of its demo."""

from collections.abc import Sequence
from typing import TypeVar

from scripts.lab.recorder.work import Job, digests_of
from scripts.lab.recordings import files
from scripts.lab.recordings.alike import likeness
from scripts.lab.recordings.lookup import in_order
from scripts.lab.recordings.stable import stable
from scripts.lab.records.recording import RecordedOutcome
from scripts.lab.records.run import Run

_Value = TypeVar("_Value")


def merged(there: Sequence[RecordedOutcome], job: Job, done: Run, name: str) -> list[RecordedOutcome]:
    """Put a run among the recorded outcomes of its demo; name: its interpreter's, in the files."""
    digests, made = digests_of(job.demo), stable(done)
    own = likeness(made, job.declared)
    version = done.python
    found: list[RecordedOutcome] = []
    placed = False
    known = files.interpreters()
    for outcome in there:
        is_alike = (
            outcome.arguments == done.arguments
            and not placed
            and likeness(outcome.run, job.declared) == own
            and any(one[0] == digests[0] for one in outcome.interpreters.values())
        )
        if outcome.arguments == done.arguments:
            others = [one for one in outcome.interpreters if one == name or known[one].version == version]
            for one in others:
                if not (is_alike and one == name and outcome.interpreters[one] == digests):
                    outcome = _without(outcome, one)
        if is_alike:
            outcome, placed = _with(outcome, name, digests, done), True
        if outcome.interpreters:
            found.append(outcome)
    if not placed:
        new = RecordedOutcome(arguments=done.arguments, interpreters={}, seconds={}, measurements={}, run=made)
        found.append(_with(new, name, digests, done))
    return sorted(found, key=lambda one: (one.arguments, _oldest(one)))


def _with(outcome: RecordedOutcome, name: str, digests: list[str], done: Run) -> RecordedOutcome:
    measurements = dict(outcome.measurements)
    for one, value in done.measurements.items():
        of = measurements.get(one, {})
        measurements[one] = _sorted({**of, name: _span(of.get(name), value)})
    seconds = float(f"{done.seconds:.2g}")
    return outcome.replace(
        interpreters=_sorted({**outcome.interpreters, name: digests}),
        seconds=_sorted({**outcome.seconds, name: _span(outcome.seconds.get(name), seconds)}),
        measurements=measurements,
    )


def _without(outcome: RecordedOutcome, name: str) -> RecordedOutcome:
    def less(values: dict[str, _Value]) -> dict[str, _Value]:
        return {key: value for key, value in values.items() if key != name}

    return outcome.replace(
        interpreters=less(outcome.interpreters),
        seconds=less(outcome.seconds),
        measurements={one: less(of) for one, of in outcome.measurements.items() if less(of)},
    )


def _span(before: list[float] | None, value: float) -> list[float]:
    return [value] if before is None else sorted({min([*before, value]), max([*before, value])})


def _sorted(by_name: dict[str, _Value]) -> dict[str, _Value]:
    return dict(sorted(by_name.items(), key=by_version))


def by_version(item: tuple[str, object]) -> tuple[object, str]:
    """Sort names of interpreters and what stands beside them: older versions first."""
    name = item[0]
    return in_order(name.partition(" ")[0]), name


def _oldest(outcome: RecordedOutcome) -> object:
    return min(by_version((name, None)) for name in outcome.interpreters)
