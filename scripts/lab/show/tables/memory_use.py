"""What each process of a run held at each of its marks, as a table with a bar for each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.printed import clean
from scripts.lab.show.tables.table import NONE, Bar, Cell, Row, Table

if TYPE_CHECKING:
    from scripts.lab.records.memory import Account
    from scripts.lab.records.run import Run

_MIB = 1 << 20
_COLUMNS = {"RSS": "rss_bytes", "PSS": "pss_bytes", "USS": "uss_bytes", "private dirty": "private_dirty_bytes"}
_EXPLANATION = (
    "In MiB. RSS: all that it has mapped; PSS: each page divided by the processes that share it; USS: what it alone "
    "has; private dirty: what of that it has written. Faults: the page faults since its mark before, or since it began."
)


def memory_use(run: "Run", *marks: str) -> Displayable:
    """Return a table of what each process held at each of the run's marks, or at those named.

    Raises InvalidRequest for a run without such marks.
    """
    names = [mark.name for mark in run.marks]
    for name in marks:
        if name not in names:
            raise InvalidRequest(
                f"the run of {run.demo or run.path} has no mark {name!r}; it has {', '.join(names) or 'none'}"
            )
    held = [one for one in _held(run) if not marks or one[0] in marks]
    if not held:
        raise InvalidRequest(f"the memory of {run.demo or run.path} was not measured: it marks no moment")
    most = max(account.rss_bytes or 0 for _, account, _ in held) or 1
    footing = _EXPLANATION
    if run.huge_pages:
        footing += f" Transparent huge pages: {run.huge_pages}."
    return Table(
        title="memory at the marks",
        rows=[
            Row(
                clean(mark),
                [Cell(_process(run, account)), *_amounts(account, faults)],
                bar=Bar((account.rss_bytes or 0) / most, (account.uss_bytes or 0) / most),
            )
            for mark, account, faults in held
        ],
        columns=["mark", "process", *_COLUMNS, "faults"],
        look="lab-facts",
        bars=("RSS", "USS"),
        amounts_from=2,
        footing=footing,
    ).shown()


def _held(run: "Run") -> "Iterator[tuple[str, Account, int | None]]":
    """Give each mark's name, a process's account then, and its page faults since the mark before."""
    before: dict[int, int] = {}
    for mark in run.marks:
        for account in mark.memory:
            faults = None
            if account.minor_faults is not None and account.major_faults is not None:
                so_far = account.minor_faults + account.major_faults
                faults = so_far - before.get(account.pid, 0)
                before[account.pid] = so_far
            yield mark.name, account, faults


def _process(run: "Run", account: "Account") -> str:
    if account.pid == run.pid:
        return "the program"
    return f"{'its child' if account.parent == run.pid else 'process'} {account.pid}"


def _amounts(account: "Account", faults: int | None) -> list[Cell]:
    held = [getattr(account, key) for key in _COLUMNS.values()]
    words = [NONE if amount is None else f"{amount / _MIB:.1f}" for amount in held]
    return [Cell(one, amount=True) for one in [*words, NONE if faults is None else str(faults)]]
