"""What changes between two versions of CPython, demo by demo, from the recordings."""

from collections.abc import Iterator
from typing import NamedTuple

from scripts.lab import catalogue
from scripts.lab.errors import InvalidRequest
from scripts.lab.recordings import files
from scripts.lab.recordings.lookup import as_on, versions
from scripts.lab.records.run import Run
from scripts.lab.versions import Version


class Difference(NamedTuple):
    """A demo that does not do the same on two versions."""

    demo: str
    arguments: tuple[str, ...]
    before: Run
    after: Run

    @property
    def command(self) -> str:
        """The demo and its arguments."""
        return " ".join([self.demo, *self.arguments])


def newest(line: str) -> str:
    """Give the newest recorded version that a request such as "3.13", "3.13t" or "3.13.0" means.

    Raises InvalidRequest where there is none.
    """
    there = versions()
    try:
        wanted = Version(line)
    except ValueError as error:
        raise InvalidRequest(str(error)) from None
    count = len(wanted.numbers)
    found = [
        one
        for one in there
        if Version(one).free_threaded == wanted.free_threaded
        and (Version(one) == wanted or not wanted.stage and Version(one).first(count) == wanted.first(count))
    ]
    if not found:
        raise InvalidRequest(f"nothing is recorded on CPython {line}; recorded are {', '.join(there) or 'none'}")
    return found[-1]


def differences(before: str, after: str) -> Iterator[Difference]:
    """Give each demo, with each of its arguments, whose outcome on one version is another one than on the other.

    before, after: full versions. A demo that was not recorded on both is passed over.
    """
    for demo in catalogue.demos():
        by_place: dict[tuple[str, ...], dict[str, tuple[int, Run]]] = {}
        known = files.interpreters()
        for number, outcome in enumerate(files.outcomes(demo.name)):
            for name in outcome.interpreters:
                if known[name].version in (before, after):
                    of_call = by_place.setdefault(tuple(outcome.arguments), {})
                    of_call[known[name].version] = (number, as_on(demo.name, outcome, name))
        for arguments, of_call in by_place.items():
            if len(of_call) == 2 and of_call[before][0] != of_call[after][0]:
                yield Difference(demo.name, arguments, of_call[before][1], of_call[after][1])
