"""What several pages ask of a run: its version, what that version does, and where its threads stood."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.lab import many_interpreters, results
from scripts.lab.linux.proc import PROC
from scripts.lab.recordings import lookup
from scripts.lab.records.evidence import Frame
from scripts.lab.show.verdict import recording
from scripts.lab.versions import Version

if TYPE_CHECKING:
    from scripts.lab.interpreters import Interpreter
    from scripts.lab.records.diagnosis import Diagnosis
    from scripts.lab.records.run import Run

proves = bool(PROC.read("self/syscall"))
"""Whether deadlocks are proved here. Elsewhere than on Linux the programs hang as well, until their time limit."""


def version(one: "Run | Interpreter | str") -> Version:
    """Give the version of CPython that made a run, or that an interpreter or a text such as "3.13.0t" names."""
    if isinstance(one, str):
        return Version(one)
    return Version(one.python if hasattr(one, "python") else one.version)


def is_from(one: "Run | Interpreter | str", first: str) -> bool:
    """Tell whether a run, or an interpreter, is of the version `first` or a later one: `is_from(one, "3.12")`."""
    return version(one) >= Version(first)


def main_is_preloaded(one: "Run | Interpreter | Version | str") -> bool:
    """Tell whether the forkserver of that version runs the main module itself, before it forks.

    It does since 3.13.8 and 3.14.1, but not in 3.14.0: https://github.com/python/cpython/issues/126631
    """
    named = one if isinstance(one, Version) else version(one)
    return named >= Version("3.14.1") or Version("3.13.8") <= named < Version("3.14.0a0")


def has_incremental_collector(one: "Run | Interpreter | str") -> bool:
    """Tell whether that version has the incremental collector, which only 3.14.0 to 3.14.4 have.

    From https://github.com/python/cpython/issues/148726, which took it back.
    """
    return Version("3.14") <= version(one) < Version("3.14.5")


def on_each(demo: str, *arguments: str) -> dict[str, "Run"]:
    """Run a demo on every CPython here, and give the runs by their version; the recorded run where none can be made.

    Raises LaunchError where there is no recorded run either.
    """
    can_run = results.why_not(demo, *arguments) is None
    runs = many_interpreters.everywhere(demo, *arguments).runs if can_run else [lookup.recorded(demo, *arguments)]
    return {one.python: one for one in runs}


def amounts(run: "Run", *names: str, unit: str = "_mib") -> dict[str, float]:
    """Give what a run measured in a unit: all that ends in it, or what is named, by the names without it."""
    found = {name[: -len(unit)]: number for name, number in run.measurements.items() if name.endswith(unit)}
    return {name: found[name] for name in names} if names else found


def origin(run: "Run") -> str:
    """Say for a caption where the numbers of a picture are from: the version, and the machine of a recorded run."""
    return f"CPython {run.python}, {recording(run)}" if run.recorded else f"CPython {run.python}"


def frames(run: "Run | Diagnosis") -> Sequence[Frame]:
    """Give the Python stack of a run's first process, innermost call first; empty where nothing was seen."""
    return next((thread.stack or [] for thread in run.evidence if thread.pid == run.pid), [])


def place(frame: Frame) -> tuple[str, str]:
    """Give a frame's function and file, without the class and the folder, which older versions do not tell."""
    return frame.function.rpartition(".")[2], Path(frame.file).name
