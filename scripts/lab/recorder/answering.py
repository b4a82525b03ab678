"""What `python -m scripts record` answers."""

import os
from collections.abc import Callable, Sequence

from scripts.lab.errors import InvalidRequest
from scripts.lab.recorder.check import check
from scripts.lab.recorder.recording import record
from scripts.lab.show.differences import as_text

INTERRUPTED = 130


def answer(
    demos: Sequence[str],
    pythons: Sequence[str],
    again: bool,
    checked: bool,
    sample: str | None,
    diff: Sequence[str] | None,
    report: Callable[[str], None],
) -> tuple[str, int]:
    """Record, check or compare, and give what is to be printed, and the exit status.

    Each argument is an option as a person gave it. Raises InvalidRequest for options that contradict each other.
    """
    if diff and (checked or again or pythons):
        raise InvalidRequest("--diff makes no runs, so it goes with no other option: record [DEMO …] --diff A B")
    if sample is not None and not checked:
        raise InvalidRequest("--sample goes with --check: record --check --sample RUNS")
    if checked and again:
        raise InvalidRequest("--check records nothing, so --again makes no sense with it")
    if diff:
        return as_text(diff[0], diff[1], demos), 0
    if checked:
        return _checked(demos, pythons, sample)
    return _recorded(demos, pythons, again, report)


def _recorded(
    demos: Sequence[str], pythons: Sequence[str], again: bool, report: Callable[[str], None]
) -> tuple[str, int]:
    summary = record(demos, pythons, again, report)
    lines = [f"recorded {summary.recorded}, up to date already {summary.up_to_date}", *summary.refused]
    if summary.refused:
        lines.append(f"not recorded: {len(summary.refused)}")
    if summary.left:
        lines.append(f"interrupted: {summary.left} are left, and the same command goes on with them")
    return "\n".join(lines), INTERRUPTED if summary.left else 1 if summary.refused else 0


def _checked(demos: Sequence[str], pythons: Sequence[str], sample: str | None) -> tuple[str, int]:
    if sample is not None and not sample.isdecimal():
        raise InvalidRequest(f"--sample {sample!r} is no number of runs: give 0 or more")
    seed = int.from_bytes(os.urandom(4), "little")
    complaints = check(demos, pythons, None if sample is None else int(sample), seed)
    if not complaints:
        return "everything is as recorded", 0
    return "\n".join([*complaints, f"not as recorded: {len(complaints)}"]), 1
