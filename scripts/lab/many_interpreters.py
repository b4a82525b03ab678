"""The same demo on every interpreter that this machine has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.lab import interpreters
from scripts.lab.run_record import Run
from scripts.lab.runner import run
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.verdict import Outcome

LINES = tuple(f"3.{minor}" for minor in range(8, 16))
"""The lines of CPython that the book speaks of."""


@dataclass(frozen=True, repr=False)
class Everywhere:
    """The runs of one demo, by version, and the lines of CPython that were not there to run it."""

    runs: Sequence[Run]
    absent: Sequence[str]
    known: Mapping[str, Outcome] | None = None

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        return self._shown()._repr_mimebundle_()

    def __repr__(self) -> str:
        return str(self._shown())

    def _shown(self) -> Displayable:
        from scripts.lab.show.many_runs import across

        return across(self.runs, absent=self.absent, known=self.known)


def everywhere(demo: str, *arguments: str, known: Mapping[str, Outcome] | None = None) -> Everywhere:
    """Run a demo once on each CPython found, 3.8 and later, and say which lines are not on this machine.

    demo, arguments: as for run(). known: what to say of a run that printed something, see `verdict.outcome`.
    """
    found = interpreters.find()
    runs = [run(demo, *arguments, python=one.executable) for one in found]
    present = {f"{one.version_info[0]}.{one.version_info[1]}" for one in found}
    return Everywhere(runs, [line for line in LINES if line not in present], known)
