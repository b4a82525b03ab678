"""What one learner needs in memory and processors, as it was measured, and what many need, as it is calculated."""

import tomllib
from math import ceil
from typing import Any

from scripts.lab.catalogue import ROOT
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.tables.table import NONE, Cell, Row, Table
from scripts.lab.teaching.lessons import lesson

FILE = ROOT / "chapters" / "learner.toml"
"""Written by benchmarks/learner.py."""


def learner_needs(learners: int) -> Displayable:
    """Return a row for each chapter, measured for one learner; and below it what `learners` need, calculated."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = [
        Row(
            lesson(page).title,
            [_amount(one[key]) for key in ("peak_mib", "processor_seconds")],
        )
        for page, one in found["pages"].items()
    ]
    return Table(
        title="What one learner needs, by chapter",
        rows=rows,
        columns=[
            "one learner, measured",
            "memory at most, MiB",
            "processor time, seconds",
        ],
        amounts_from=1,
        footing=_calculated(found, learners),
    ).shown()


def calculated(found: dict[str, Any], learners: int) -> dict[str, float]:
    """Give what so many learners need on one machine, from what one was measured to need.

    `memory_gib`: a server, a kernel and the largest run for each. `processors`: how many are busy on average, if every
    learner executes the busiest chapter once within its minutes.
    """
    memory = max(one["peak_mib"] for one in found["pages"].values()) + (found.get("jupyterlab_mib", 0))
    busy = max(one["processor_seconds"] / (60 * lesson(page).minutes) for page, one in found["pages"].items())
    return {"memory_gib": ceil(learners * memory / 1024), "processors": round(learners * busy, 1)}


def _calculated(found: dict[str, Any], learners: int) -> str:
    server = f"{found['jupyterlab_mib']} MiB" if found["jupyterlab_mib"] else NONE
    many = calculated(found, learners)
    return " ".join(
        [
            f"Measured {found['date']} on {found['place']}, CPython {found['python']}:",
            "the kernel and all that it started, without a browser.",
            f"JupyterLab's idle server: {server} more.",
            f"Calculated, not measured: {learners} learners on one machine, each with a server and a kernel,",
            f"need {many['memory_gib']:.0f} GiB, and keep {many['processors']} processors busy on average",
            "while each executes the busiest chapter once within its minutes.",
        ]
    )


def _amount(number: float) -> Cell:
    return Cell(f"{number:g}", amount=True)
