"""Every call of a demo that was recorded, with its run on each version."""

from typing import NamedTuple

from scripts.lab import catalogue
from scripts.lab.catalogue import Demo
from scripts.lab.recordings import files
from scripts.lab.recordings.lookup import as_on, current, in_order
from scripts.lab.records.run import Run


class Call(NamedTuple):
    """A demo with some arguments."""

    demo: Demo
    arguments: tuple[str, ...]
    runs: dict[str, Run]
    """By version, oldest first."""

    @property
    def words(self) -> str:
        """The demo's name without its hazard, and the arguments."""
        return " ".join([self.demo.name.partition("/")[2], *self.arguments])


def calls() -> list[Call]:
    """Give all calls, by the demo's name; those of one demo in the order in which its file holds them.

    As everywhere, a recording counts for as long as the program's text is the one that ran.
    """
    found = []
    for demo in catalogue.demos():
        for arguments in dict.fromkeys(tuple(outcome.arguments) for outcome in files.outcomes(demo.name)):
            runs = [
                as_on(demo.name, outcome, interpreter)
                for outcome in current(demo, arguments)
                for interpreter in outcome.interpreters
            ]
            if runs:
                in_turn = sorted(runs, key=lambda run: in_order(run.python))
                found.append(Call(demo, arguments, {run.python: run for run in in_turn}))
    return found


def outdated() -> list[str]:
    """Name the demos that were recorded, and whose program was changed since then on every interpreter."""
    shown = {call.demo.name for call in calls()}
    return [demo.name for demo in catalogue.demos() if demo.name not in shown and files.outcomes(demo.name)]
