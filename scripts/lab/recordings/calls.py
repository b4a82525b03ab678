"""Every call of a demo that was recorded, with its run on each version."""

from typing import NamedTuple

from scripts.lab import catalogue
from scripts.lab.catalogue import Demo
from scripts.lab.recordings import files
from scripts.lab.recordings.lookup import as_on, in_order
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
    """Give all calls, by the demo's name; those of one demo in the order in which its file holds them."""
    known = files.interpreters()
    found = []
    for demo in catalogue.demos():
        by_arguments: dict[tuple[str, ...], dict[str, Run]] = {}
        for outcome in files.outcomes(demo.name):
            for name in outcome.interpreters:
                runs = by_arguments.setdefault(tuple(outcome.arguments), {})
                runs.setdefault(known[name].version, as_on(demo.name, outcome, name))
        for arguments, runs in by_arguments.items():
            ordered = dict(sorted(runs.items(), key=lambda item: in_order(item[0])))
            found.append(Call(demo, arguments, ordered))
    return found
