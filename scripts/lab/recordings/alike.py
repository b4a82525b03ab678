"""When are two runs of a demo the same outcome? When nothing that a reader would call a difference tells them apart.

Compared are the arguments, the verdict, the exit code or signal, which lines were printed, and on which side of every
declared bound each measurement lies. Not compared are the order of the lines, how often one was printed, numbers in
them, the inside of a traceback, and measurements within their bounds: these change from run to run.
"""

import re
from collections.abc import Iterable

from scripts.lab.expectations import Expectations
from scripts.lab.records.run import Run

_NUMBER = re.compile(r"-?\b\d\w*(?:\.\d\w*)?\b")
"""With its unit: "0.011s"; also hexadecimal, "0x1000" and "2a", and the place of an element, "3rd"."""
_MEASUREMENT = re.compile(r"[a-z][a-z0-9_]* = -?[\d.]+(?:e[-+]?\d+)?")
_INSIDE_A_TRACEBACK = re.compile(r"\s|Traceback |During handling|The above exception|(Current t|T)hread 0x|$")

Likeness = tuple[object, ...]


def likeness(run: Run, declared: Expectations) -> Likeness:
    """Give what two runs with the same outcome have in common; declared: the demo's expectation file."""
    return (
        tuple(run.arguments),
        run.verdict,
        run.exit_code,
        run.signal,
        frozenset(_lines(run.printed)),
        tuple(sorted(_sides(run, declared))),
    )


def _lines(printed: str) -> Iterable[str]:
    for line in printed.splitlines():
        if not _MEASUREMENT.fullmatch(line) and not _INSIDE_A_TRACEBACK.match(line):
            yield _NUMBER.sub("0", line)


def _sides(run: Run, declared: Expectations) -> Iterable[tuple[str, str, bool]]:
    """Say of each measurement which of all bounds that are declared with these arguments it keeps."""
    for outcome in declared.outcomes:
        if list(outcome.arguments) == run.arguments:
            for name, bounds in outcome.measurements.items():
                if name in run.measurements:
                    kept = bounds.at_least <= run.measurements[name] <= bounds.at_most
                    yield name, str(bounds), kept
