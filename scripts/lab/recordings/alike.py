"""When are two runs of a demo the same outcome? When nothing that a reader would call a difference tells them apart.

Compared are the arguments, the verdict, the exit code or signal, which lines were printed, and on which side of every
declared bound each measurement lies. Not compared are the order of the lines, how often one was printed, numbers in
them, the inside of a traceback, and measurements within their bounds: these change from run to run.
"""

import re
from collections.abc import Iterable, Sequence

from scripts.lab.expectations import Expectations, ExpectedOutcome
from scripts.lab.records.run import Run

_NUMBER = re.compile(r"-?\b\d\w*(?:\.\d\w*)?\b")
"""With its unit: "0.011s"; also hexadecimal, "0x1000" and "2a", and the place of an element, "3rd"."""
_MEASUREMENT = re.compile(r"[a-z][a-z0-9_]* = -?[\d.]+(?:e[-+]?\d+)?")
_INSIDE_A_TRACEBACK = re.compile(r"\s|Traceback |During handling|The above exception|(Current t|T)hread 0x|$")
_MESSAGE = re.compile(r"(\b\w*(?:Error|Exception|Warning|Interrupt))\b:.*")

Likeness = tuple[object, ...]


def likeness(run: Run, declared: Expectations) -> Likeness:
    """Give what two runs with the same outcome have in common; declared: the demo's expectation file."""
    return (
        tuple(run.arguments),
        run.verdict,
        run.exit_code,
        run.signal,
        frozenset(_lines(run.printed)),
        tuple(sorted(sides(run, declared.outcomes))),
    )


def outcome_of(run: Run, applying: Sequence[ExpectedOutcome]) -> Likeness:
    """Give what tells one outcome from another, without what is only another wording of it.

    Left out are the messages of exceptions and warnings, and the lines of standard error but for the name of the
    exception that they end with. applying: the declared outcomes by whose bounds measurements are told apart.
    """
    ended = [found[1] for line in run.stderr.splitlines() if (found := _MESSAGE.match(line))]
    codes = sorted((name, code) for name, code in run.measurements.items() if name.endswith("exit_code"))
    return (
        run.verdict,
        run.exit_code,
        run.signal,
        tuple(codes),
        tuple(ended[-1:]) if run.exit_code else (),
        frozenset(_MESSAGE.sub(r"\1", line) for line in _lines(run.stdout)),
        tuple(sorted(sides(run, applying))),
    )


def said(printed: str) -> Iterable[tuple[str, str]]:
    """Give each line that is compared, as it was printed and as it is compared."""
    for line in printed.splitlines():
        if not _MEASUREMENT.fullmatch(line) and not _INSIDE_A_TRACEBACK.match(line):
            yield line, _NUMBER.sub("0", line)


def _lines(printed: str) -> Iterable[str]:
    return (compared for _, compared in said(printed))


def sides(run: Run, outcomes: Iterable[ExpectedOutcome]) -> Iterable[tuple[str, str, bool]]:
    """Say of each measurement which of all bounds that are declared with these arguments it keeps."""
    for outcome in outcomes:
        if list(outcome.arguments) == run.arguments:
            for name, bounds in outcome.measurements.items():
                if name in run.measurements:
                    kept = bounds.at_least <= run.measurements[name] <= bounds.at_most
                    yield name, str(bounds), kept
