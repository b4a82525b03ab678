"""What changes between two versions of CPython, in sentences."""

from collections.abc import Sequence

from scripts.lab import catalogue
from scripts.lab.recordings.differences import Difference, differences, newest
from scripts.lab.show.printed import counted
from scripts.lab.show.verdict import headline


def sentence(one: Difference) -> str:
    """Say what a demo does before and after."""
    did = [f"{''.join(headline(run))} on {run.python}" for run in (one.before, one.after)]
    return f"{one.command}: {'; '.join(did)}"


def as_text(before: str, after: str, demos: Sequence[str] = ()) -> str:
    """Say for a terminal what changes between two versions. Raises InvalidRequest, also for an unknown demo."""
    first, second = newest(before), newest(after)
    wanted = {catalogue.find(name).name for name in demos}
    lines = [sentence(one) for one in differences(first, second) if not wanted or one.demo in wanted]
    what = counted(len(lines), "demo", "demos") + (" does" if len(lines) == 1 else " do")
    return "\n".join([*lines, f"{what} something else on CPython {second} than on {first}, with the same arguments"])
