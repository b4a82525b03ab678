"""What the recorded runs say of a symptom: its line, and on which versions of CPython it was seen."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from scripts.lab.recordings.lookup import in_order, recorded_runs
from scripts.lab.records.run import Run
from scripts.lab.symptom_index.index import GAP, BadSymptoms, Symptom

_HANGS = ("deadlocked", "partly-deadlocked", "stalled", "timed-out", "process-limit", "output-limit")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class Sighting(NamedTuple):
    """A symptom as the recorded runs show it."""

    line: str
    """The line as the newest run of the first program that shows it printed it; empty where the symptom has no line."""
    run: Run | None
    """The run that printed it, or that hung."""
    seen: list[str]
    """The versions on which it was seen, oldest first."""
    unseen: list[str]
    """The versions on which the same programs ran without it."""

    def versions(self) -> str:
        """Say it in words: "seen on CPython 3.8.18 to 3.13.0; not on 3.14.8 and 3.15.0"."""
        if not self.seen:
            return ""
        everything = sorted([*self.seen, *self.unseen], key=in_order)
        seen = f"seen on CPython {ranges(self.seen, everything)}"
        return (
            f"{seen}; not on {ranges(self.unseen, everything)}"
            if self.unseen
            else f"{seen}, every version that was tried"
        )


def sighting(symptom: Symptom) -> Sighting:
    """Look a symptom up in the recorded runs of its demos; empty where none of them is recorded.

    Raises BadSymptoms where there are recorded runs, and none shows it.
    """
    seen: set[str] = set()
    ran: set[str] = set()
    best: tuple[Run, str] | None = None
    for command in symptom.runs:
        runs = recorded_runs(*command.split())
        showing = [(run, line) for run in runs if (line := _shown_by(run, symptom.prints)) is not None]
        ran |= {run.python for run in runs}
        seen |= {run.python for run, _ in showing}
        if showing and best is None:
            best = showing[-1]
    if ran and best is None:
        what = f"prints {symptom.prints[0]!r}" if symptom.prints else "hangs"
        raise BadSymptoms(f"symptom {symptom.id!r}: no recorded run of {', '.join(symptom.runs)} {what}")
    run, line = best or (None, "")
    return Sighting(line, run, sorted(seen, key=in_order), sorted(ran - seen, key=in_order))


def fragment(text: str) -> re.Pattern[str]:
    """Give the expression for a fragment of a line, in which "…" stands for any words."""
    return re.compile(".*?".join(re.escape(part) for part in text.split(GAP)))


def ranges(versions: Sequence[str], everything: Sequence[str]) -> str:
    """Join versions to ranges, a range being without a gap in `everything`: "3.8.18 to 3.10.13 and 3.14.8"."""
    parts: list[list[str]] = []
    for version in versions:
        place = everything.index(version)
        if parts and everything[place - 1] == parts[-1][-1]:
            parts[-1].append(version)
        else:
            parts.append([version])
    texts = [text for part in parts for text in ([f"{part[0]} to {part[-1]}"] if len(part) > 2 else part)]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _shown_by(run: Run, prints: Sequence[str]) -> str | None:
    """Give the line in which a run shows it, from the fragment on: None where it does not, empty where it hangs."""
    if not prints:
        return "" if run.verdict in _HANGS else None
    for text in prints:
        wanted = fragment(text)
        # From 3.13 on a traceback may be coloured.
        for line in _ESCAPES.sub("", run.printed).splitlines():
            if match := wanted.search(line):
                return line[match.start() :].strip()
    return None
