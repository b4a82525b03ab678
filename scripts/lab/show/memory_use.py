"""What each process of a run held at each of its marks, as a table with a bar for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from scripts.lab.errors import Senseless
from scripts.lab.show.displayable import Displayable, styled
from scripts.lab.show.evidence import NONE
from scripts.lab.show.printed import clean

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

_MIB = 1 << 20
_COLUMNS = {"RSS": "rss_bytes", "PSS": "pss_bytes", "USS": "uss_bytes", "private dirty": "private_dirty_bytes"}
_FAULTS = "faults"
_BAR_WIDTH, _BAR_HEIGHT = 140, 10
_EXPLANATION = (
    "In MiB. RSS: all that it has mapped; PSS: each page divided by those who share it; USS: what nobody else has; "
    "private dirty: what of that it has written. Faults: the page faults since its mark before, or since it began."
)


@dataclass(frozen=True)
class _Row:
    mark: str
    process: str
    account: dict[str, Any]
    faults: int | None  # since the process's mark before

    @property
    def cells(self) -> list[str]:
        held = [self.account[key] for key in _COLUMNS.values()]
        amounts = [NONE if amount is None else f"{amount / _MIB:.1f}" for amount in held]
        return [*amounts, NONE if self.faults is None else str(self.faults)]


def memory_use(run: "Run", *marks: str) -> Displayable:
    """Return a table of what each process held at each of the run's marks, or at those named.

    Raises Senseless for a run without such marks.
    """
    names = [mark["name"] for mark in run.marks]
    for name in marks:
        if name not in names:
            raise Senseless(
                f"the run of {run.demo or run.path} has no mark {name!r}; it has {', '.join(names) or 'none'}"
            )
    rows = [row for row in _rows(run) if not marks or row.mark in marks]
    if not rows:
        raise Senseless(f"the memory of {run.demo or run.path} was not measured: it marks no moment")
    footing = _EXPLANATION
    if run.huge_pages:
        footing += f" Transparent huge pages: {run.huge_pages}."
    return Displayable(_html(rows, footing), _text(rows, footing))


def _rows(run: "Run") -> Iterator[_Row]:
    before: dict[int, int] = {}
    for mark in run.marks:
        for account in mark.get("memory", []):
            pid = account["pid"]
            faults = None
            if account["minor_faults"] is not None and account["major_faults"] is not None:
                so_far = account["minor_faults"] + account["major_faults"]
                faults = so_far - before.get(pid, 0)
                before[pid] = so_far
            child = "its child" if account["parent"] == run.pid else "process"
            who = "the program" if pid == run.pid else f"{child} {pid}"
            yield _Row(clean(mark["name"]), who, account, faults)


def _html(rows: list[_Row], footing: str) -> str:
    most = max(row.account["rss_bytes"] for row in rows) or 1
    heads = "".join(f'<th scope="col">{title}</th>' for title in ("mark", "process", *_COLUMNS, _FAULTS))
    body, last = "", None
    for row in rows:
        amounts = "".join(f'<td class="lab-amount">{cell}</td>' for cell in row.cells)
        mark = "" if row.mark == last else escape(row.mark)
        bar = _bar(row.account, most)
        body += f'<tr><th scope="row">{mark}</th><td>{escape(row.process)}</td>{amounts}<td>{bar}</td></tr>'
        last = row.mark
    return styled(
        '<div class="lab-card"><div class="lab-wide" tabindex="0" role="group" aria-label="memory at the marks">'
        f'<table class="lab-facts"><thead><tr>{heads}<th scope="col">RSS, and in it '
        f'<span class="lab-failed">USS</span></th></tr></thead><tbody>{body}</tbody></table></div>'
        f'<p class="lab-note">{escape(footing)}</p></div>'
    )


def _bar(account: dict[str, Any], most: int) -> str:
    """Draw RSS as long as it is, and in it the USS; it is silent, because the numbers stand beside it."""
    own = account["uss_bytes"] or 0
    long = {"lab-absent": account["rss_bytes"], "lab-failed": own}
    bars = "".join(
        f'<rect class="{name}" width="{amount / most * _BAR_WIDTH:.1f}" height="{_BAR_HEIGHT}"/>'
        for name, amount in long.items()
    )
    size = f'width="{_BAR_WIDTH}" height="{_BAR_HEIGHT}"'
    return f'<svg class="lab-bar" {size} aria-hidden="true" focusable="false">{bars}</svg>'


def _text(rows: list[_Row], footing: str) -> str:
    table = [["mark", "process", *_COLUMNS, _FAULTS], *([row.mark, row.process, *row.cells] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for line in table:
        words = [
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        lines.append("  ".join(words).rstrip())
    return "\n".join([*lines, "", footing])
